package testserver

import (
	"crypto/tls"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
)

// Serve answers on loopback until it is closed; with certificates it speaks TLS.
// It keeps to itself what it has to complain about: in tests of trouble that is
// no news.
func Serve(h http.Handler, certificates ...tls.Certificate) *httptest.Server {
	s := httptest.NewUnstartedServer(h)
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	if len(certificates) > 0 {
		s.TLS = &tls.Config{Certificates: certificates, MinVersion: tls.VersionTLS12}
		s.StartTLS()
	} else {
		s.Start()
	}
	return s
}
