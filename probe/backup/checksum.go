package backup

import (
	"bufio"
	"crypto/md5"  //nolint:gosec // shows accidents, not attacks: people keep such sums beside dumps
	"crypto/sha1" //nolint:gosec // likewise
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"path"
	"path/filepath"
	"strings"

	"github.com/omlint/omlint/probe"
	"github.com/omlint/omlint/probe/bucket"
)

// A checksum is what a file beside a backup says of it, in the form of
// sha256sum and its kin: DUMP.sha256, or a line of SHA256SUMS. Plain SQL has no
// checksum of its own, so that nothing else shows a changed byte in its rows.
type checksum struct {
	hash hash.Hash
	want string // in hexadecimal
	from string // the file that says so
}

// sums are the checksums that are looked for, the strongest first.
var sums = []struct {
	name string
	new  func() hash.Hash
}{
	{"sha512", sha512.New}, {"sha256", sha256.New}, {"sha1", sha1.New}, {"md5", md5.New},
}

// maxSums bounds a file of checksums.
const maxSums = 1 << 20

// checksumOf looks for a checksum of the file at path; nil when there is none.
func checksumOf(files fs.FS, name string) (*checksum, error) {
	dir, base := path.Split(filepath.ToSlash(name))
	for _, sum := range sums {
		for _, from := range []string{name + "." + sum.name, name + "." + sum.name + "sum", dir + strings.ToUpper(sum.name) + "SUMS"} {
			f, err := files.Open(from)
			if errors.Is(err, fs.ErrNotExist) || errors.As(err, new(*bucket.Trouble)) && errors.Is(err, fs.ErrPermission) { // so it is where nothing may be listed
				continue
			}
			if err != nil {
				return nil, fmt.Errorf("its checksum cannot be read: %w", err)
			}
			h := sum.new()
			want := listedSum(f, base, 2*h.Size())
			_ = f.Close() // it was only read
			if want != "" {
				return &checksum{h, want, path.Base(from)}, nil
			}
		}
	}
	return nil, nil
}

// listedSum finds the checksum of a file in a list of "SUM  NAME" lines, or in
// a file that holds nothing else.
func listedSum(r io.Reader, base string, digits int) string {
	lines := bufio.NewScanner(io.LimitReader(r, maxSums))
	for lines.Scan() {
		fields := strings.Fields(lines.Text())
		if len(fields) == 0 || len(fields[0]) != digits {
			continue
		}
		if _, err := hex.DecodeString(fields[0]); err != nil {
			continue
		}
		if len(fields) == 1 || path.Base(strings.TrimPrefix(fields[1], "*")) == base {
			return strings.ToLower(fields[0])
		}
	}
	return ""
}

// check compares the checksum with that of what was read.
func (c *checksum) check(b *probe.Backup) error {
	if got := hex.EncodeToString(c.hash.Sum(nil)); got != c.want {
		return damaged("it is not the file that %s was made for: a byte was changed, or it was replaced", c.from)
	}
	note(b, "its checksum is that in "+c.from)
	return nil
}
