package testserver

import (
	"bytes"
	"crypto/tls"
	"encoding/hex"
	"io/fs"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
)

// S3 answers like S3, for whoever has the key.
type S3 struct {
	// Instead may answer a request and return nil, or return where the answer
	// goes; nil for nothing out of the ordinary.
	Instead func(http.ResponseWriter, *http.Request) http.ResponseWriter

	objects *s3mem.Backend
	server  http.Handler
}

// The credentials that S3 takes.
const (
	S3KeyID  = "AKIAONLYFORTESTS"
	S3Secret = "s3cr3t/of+the=store"
)

// NewS3 returns a store without buckets.
func NewS3() *S3 {
	objects := s3mem.New()
	return &S3{objects: objects, server: gofakes3.New(objects).Server()}
}

// StartS3 starts a store without buckets, to which the environment leads. With
// certificates it speaks TLS.
func StartS3(t *testing.T, certificates ...tls.Certificate) *S3 {
	t.Helper()
	s := NewS3()
	server := Serve(s, certificates...)
	t.Cleanup(server.Close)
	for name, value := range s.Variables(server.URL) {
		t.Setenv(name, value)
	}
	return s
}

// Put uploads an object, and makes its bucket.
func (s *S3) Put(t testing.TB, bucket, key string, content []byte) {
	t.Helper()
	s.put(t, bucket, key, content, time.Now())
}

func (s *S3) put(t testing.TB, bucket, key string, content []byte, at time.Time) {
	t.Helper()
	if exists, err := s.objects.BucketExists(bucket); err != nil || !exists {
		if err := s.objects.CreateBucket(bucket); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.objects.PutObject(bucket, key, map[string]string{"Last-Modified": at.UTC().Format(http.TimeFormat)}, bytes.NewReader(content), int64(len(content)), nil); err != nil {
		t.Fatal(err)
	}
}

// Upload uploads a file, or every file in a directory, with the time it has.
func (s *S3) Upload(t testing.TB, bucket, key, from string) {
	t.Helper()
	err := filepath.WalkDir(from, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		content, err := os.ReadFile(name) //nolint:gosec // files of tests
		if err != nil {
			return err
		}
		below, err := filepath.Rel(from, name)
		if info, err := entry.Info(); err == nil {
			s.put(t, bucket, path.Join(key, filepath.ToSlash(below)), content, info.ModTime())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Drop forgets a bucket, if there is one, and what is in it.
func (s *S3) Drop(t testing.TB, bucket string) {
	t.Helper()
	if exists, err := s.objects.BucketExists(bucket); err != nil || !exists {
		return
	}
	if err := s.objects.ForceDeleteBucket(bucket); err != nil {
		t.Fatal(err)
	}
}

// Variables are what the environment has to hold for a client to find the store.
func (s *S3) Variables(url string) map[string]string {
	return map[string]string{ //nolint:gosec // they guard nothing
		"AWS_ENDPOINT_URL_S3": url, "AWS_ACCESS_KEY_ID": S3KeyID, "AWS_SECRET_ACCESS_KEY": S3Secret,
		"AWS_EC2_METADATA_DISABLED": "true", "AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
	}
}

func (s *S3) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !strings.Contains(r.Header.Get("Authorization"), "Credential="+S3KeyID+"/") {
		Refuse(w, http.StatusForbidden, "InvalidAccessKeyId")
		return
	}
	if s.Instead != nil {
		if w = s.Instead(w, r); w == nil {
			return
		}
	}
	if want := r.Header.Get("If-Match"); want != "" { // gofakes3 does not know it
		bucket, key, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
		if o, err := s.objects.HeadObject(bucket, key); err == nil && `"`+hex.EncodeToString(o.Hash)+`"` != want {
			Refuse(w, http.StatusPreconditionFailed, "PreconditionFailed")
			return
		}
	}
	s.server.ServeHTTP(w, r)
}

// Refuse answers as S3 does to what it does not do.
func Refuse(w http.ResponseWriter, status int, code string) {
	w.Header().Set("Content-Type", "application/xml")
	w.WriteHeader(status)
	_, _ = w.Write([]byte("<?xml version=\"1.0\"?><Error><Code>" + code + "</Code><Message>no " + code + "</Message></Error>"))
}

// CutAfter is an answer whose connection breaks after so many bytes.
func CutAfter(w http.ResponseWriter, n int) http.ResponseWriter { return &cutAnswer{w, n} }

type cutAnswer struct {
	http.ResponseWriter
	left int
}

func (c *cutAnswer) Write(p []byte) (int, error) {
	if len(p) <= c.left {
		c.left -= len(p)
		return c.ResponseWriter.Write(p)
	}
	_, _ = c.ResponseWriter.Write(p[:c.left])
	_ = http.NewResponseController(c.ResponseWriter).Flush()
	panic(http.ErrAbortHandler)
}
