package backup

import (
	"bytes"
	"errors"
)

// unidentified says what the head looks like, for content that no format
// claims.
func unidentified(head []byte) error {
	for _, f := range foreign {
		if bytes.HasPrefix(head, []byte(f.magic)) {
			return errors.New(f.why)
		}
	}
	if len(head) > 262 && string(head[257:262]) == "ustar" {
		return errors.New("a tar archive: unpack it and name what is in it")
	}
	if openPGP(head) {
		return errors.New("encrypted with OpenPGP: decrypt it to have it checked")
	}
	if len(bytes.Trim(head, "\x00")) == 0 {
		return damaged("it begins with %d zero bytes: the file was allocated but never written", len(head))
	}
	if len(bytes.TrimSpace(head)) == 0 {
		return damaged("it holds only blank lines: the dump failed before it wrote anything")
	}
	if noise := messageLine(head); noise != "" {
		return damaged("it holds a message of the dumper instead of a dump: %q", noise)
	}
	for line := range bytes.Lines(head) {
		for _, header := range mysqlHeaders {
			if bytes.HasPrefix(line, []byte(header)) {
				return errSQLBefore
			}
		}
		if text := string(bytes.TrimSpace(line)); text == pgHeader || text == pgClusterHeader {
			return errSQLBefore
		}
	}
	return errors.New("not a backup format omlint knows: name a dump made by mysqldump, mariadb-dump, pg_dump or pg_dumpall")
}

var errSQLBefore = errors.New("SQL stands before the header of a dump, which may be one of its values: take it away, and have the dump itself checked")

// foreign are files whose first bytes say what they are although omlint cannot
// look inside.
var foreign = []struct{ magic, why string }{
	{"age-encryption.org/", "encrypted with age: decrypt it to have it checked"},
	{"-----BEGIN AGE ENCRYPTED FILE", "encrypted with age: decrypt it to have it checked"},
	{"-----BEGIN PGP MESSAGE", "encrypted with OpenPGP: decrypt it to have it checked"},
	{"Salted__", "encrypted with openssl enc: decrypt it to have it checked"},
	{"U2FsdGVkX1", "encrypted with openssl enc -a: decrypt it to have it checked"}, // Salted__ in base64
	{"\xff\xfe", "UTF-16 text, as PowerShell's > writes it: dump with the tool's own --result-file or --file"},
	{"\xfe\xff", "UTF-16 text, as PowerShell's > writes it: dump with the tool's own --result-file or --file"},
	{"PK\x03\x04", "a zip archive: unpack it and name the dump"},
	{"7z\xbc\xaf\x27\x1c", "a 7-Zip archive: unpack it and name the dump"},
	{"\x1f\x9d", "packed with compress: unpack it and name the dump"},
	{"\x5d\x00\x00", "packed with lzma: unpack it and name the dump"},
	{"LZIP", "packed with lzip: unpack it and name the dump"},
	{"\x89LZO", "packed with lzop: unpack it and name the dump"},
	{"\x02\x21\x4c\x18", "in lz4's legacy format, which has no end: pack it without -l"},
	{"<?xml", "XML, as of mysqldump --xml, which no client restores: dump without --xml"},
	{"SQLite format 3\x00", "an SQLite database, not a dump of MySQL or PostgreSQL"},
}

// openPGP says whether head begins an encrypted message: a packet with a
// session key for a public key (version 3) or for a passphrase (version 4), in
// the old or the new packet format (RFC 4880, 4.2, 5.1 and 5.3).
func openPGP(head []byte) bool {
	if len(head) < 4 {
		return false
	}
	switch head[0] {
	case 0x84, 0xc1:
		return head[2] == 3
	case 0x85:
		return head[3] == 3
	case 0x8c, 0xc3:
		return head[2] == 4
	}
	return false
}
