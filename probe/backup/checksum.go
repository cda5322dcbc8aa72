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
	"regexp"
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
func checksumOf(files fs.FS, name string, b *probe.Backup) (*checksum, error) {
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
			alone := strings.HasPrefix(from, name+".")
			want := listedSum(f, base, 2*h.Size(), alone)
			_ = f.Close() // it was only read
			if want != "" {
				return &checksum{h, want, path.Base(from)}, nil
			}
			if alone {
				note(b, path.Base(from)+" holds no checksum of "+base+": nothing was compared")
			}
		}
	}
	return nil, nil
}

// What the lines of sha256sum, and of it with --tag, look like.
var (
	sumLine = regexp.MustCompile(`^([[:xdigit:]]+)(?:[ \t]+\*?(.+))?$`)
	tagLine = regexp.MustCompile(`^[A-Z\d-]+ ?\((.+)\) ?= ?([[:xdigit:]]+)$`)
)

// listedSum finds the checksum of a file in a list of "SUM  NAME" or
// "SHA256 (NAME) = SUM" lines. Where the list is of that file alone, NAME may be
// missing, or be that of standard input.
func listedSum(r io.Reader, base string, digits int, alone bool) string {
	lines := bufio.NewScanner(io.LimitReader(r, maxSums))
	for lines.Scan() {
		sum, name := "", ""
		if m := sumLine.FindStringSubmatch(strings.TrimSpace(lines.Text())); m != nil {
			sum, name = m[1], m[2]
		} else if m := tagLine.FindStringSubmatch(strings.TrimSpace(lines.Text())); m != nil {
			name, sum = m[1], m[2]
		}
		if len(sum) == digits && (path.Base(name) == base || alone && (name == "" || name == "-")) {
			return strings.ToLower(sum)
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
