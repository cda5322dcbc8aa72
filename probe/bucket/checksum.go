package bucket

import (
	"crypto/md5"  //nolint:gosec // shows accidents, not attacks: it is what stores keep
	"crypto/sha1" //nolint:gosec // likewise
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"hash"
	"hash/crc32"
	"hash/crc64"
	"io"
	"io/fs"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// checksum is what the store keeps of a whole object, to be compared with what
// is read.
type checksum struct {
	name string
	hash hash.Hash
	want string // the bytes of the sum
	tag  bool   // it is the ETag, which not every store makes a checksum
}

// crc64NVME is the polynomial of x-amz-checksum-crc64nvme, reversed
// (https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html).
const crc64NVME = 0x9a6c9329ac4bc9b5

// checksumOf picks the cheapest checksum that the store keeps; nil when it
// keeps none of the whole. The sums of objects that were uploaded in parts may
// be those of the parts' sums.
func checksumOf(out *s3.GetObjectOutput) *checksum {
	kept := []struct {
		name  string
		value *string
		new   func() hash.Hash
	}{
		{"CRC32C", out.ChecksumCRC32C, func() hash.Hash { return crc32.New(crc32.MakeTable(crc32.Castagnoli)) }},
		{"CRC32", out.ChecksumCRC32, func() hash.Hash { return crc32.NewIEEE() }},
		{"CRC64NVME", out.ChecksumCRC64NVME, func() hash.Hash { return crc64.New(crc64.MakeTable(crc64NVME)) }},
		{"SHA-256", out.ChecksumSHA256, sha256.New},
		{"SHA-1", out.ChecksumSHA1, sha1.New},
	}
	for _, k := range kept {
		if k.value == nil || out.ChecksumType == types.ChecksumTypeComposite {
			continue
		}
		sum, err := base64.StdEncoding.DecodeString(*k.value)
		if h := k.new(); err == nil && len(sum) == h.Size() {
			return &checksum{name: k.name, hash: h, want: string(sum)}
		}
	}
	if out.ETag == nil || out.ServerSideEncryption == types.ServerSideEncryptionAwsKms || out.ServerSideEncryption == types.ServerSideEncryptionAwsKmsDsse {
		return nil
	}
	sum, err := hex.DecodeString(strings.Trim(*out.ETag, `"`))
	if err != nil || len(sum) != md5.Size { // that of parts ends in their number
		return nil
	}
	return &checksum{name: "MD5", hash: md5.New(), want: string(sum), tag: true} //nolint:gosec // see above
}

func (c *checksum) write(p []byte) { _, _ = c.hash.Write(p) } // a hash does not fail

// compare returns io.EOF where what was read has the checksum.
func (c *checksum) compare() error {
	switch {
	case string(c.hash.Sum(nil)) == c.want:
		return io.EOF
	case c.tag:
		return &Trouble{
			why: fmt.Sprintf("its MD5 is not its ETag (%x), which it is in S3 for an object of one part: it was changed there, or this store makes ETags otherwise; upload it with a checksum (aws s3 cp --checksum-algorithm CRC32C)", c.want),
			err: fs.ErrInvalid,
		}
	}
	return &Mismatch{Checksum: c.name}
}
