package backup

import (
	"compress/bzip2"
	"io"
)

func init() {
	registerContainer(container{"bzip2", ".bz2", "BZh", func(r *reader, _ func(string)) (io.Reader, func(), error) {
		return bzip2.NewReader(r), nil, nil
	}})
}
