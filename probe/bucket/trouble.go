package bucket

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"strings"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/smithy-go"

	"github.com/omlint/omlint/probe/network"
)

// Trouble is an error in words for the user: what the store refused, and what
// to do. It is also the [fs] error that fits.
type Trouble struct {
	why     string
	err     error
	passing bool // it may be over in a moment
}

func (t *Trouble) Error() string { return t.why }
func (t *Trouble) Unwrap() error { return t.err }

// Mismatch is the error of an object that is not what was stored: the checksum
// that the store keeps of it is another.
type Mismatch struct{ Checksum string }

func (m *Mismatch) Error() string {
	return "it is not what was uploaded: the " + m.Checksum + " that the store keeps of it is another"
}

const noLogin = "there are no credentials for S3: set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run omlint where a role gives them"

func missing(bucket, key string) error {
	return &Trouble{why: fmt.Sprintf("the bucket %s has neither the object %s nor any below it: check the key, or that the backup job ran", bucket, key), err: fs.ErrNotExist}
}

// status is that of the answer which an error tells of; 0 when there was none.
func status(err error) int {
	var answer *awshttp.ResponseError
	if errors.As(err, &answer) {
		return answer.HTTPStatusCode()
	}
	return 0
}

// explain puts the error of a request into words.
func (f *files) explain(ctx context.Context, err error, bucket, key string) error {
	if f.ctx.Err() == nil && ctx.Err() != nil {
		return &Trouble{why: fmt.Sprintf("the store gave no answer within %s: check the endpoint and the network, or allow more time (--timeout)", f.store.timeout()), err: context.DeadlineExceeded, passing: true}
	}
	if errors.As(err, new(*Trouble)) {
		return err
	}
	code := ""
	var refusal smithy.APIError
	if errors.As(err, &refusal) {
		code = refusal.ErrorCode()
	}
	trouble := func(is error, format string, args ...any) error {
		return &Trouble{why: fmt.Sprintf(format, args...), err: is}
	}
	needed := "s3:GetObject on it, s3:ListBucket on its bucket to see whether it is there, and kms:Decrypt if KMS encrypts it"
	if key == "" {
		needed = "s3:ListBucket on the bucket " + bucket
	}
	switch {
	case code == "NoSuchBucket":
		return trouble(fs.ErrNotExist, "there is no bucket %s: check its name and the endpoint", bucket)
	case code == "InvalidObjectState":
		return trouble(fs.ErrInvalid, "it is archived (Glacier), and cannot be read as it is: restore it first (aws s3api restore-object)")
	case code == "InvalidRequest" && strings.Contains(refusal.ErrorMessage(), "Server Side Encryption"):
		return trouble(fs.ErrInvalid, "it is encrypted with a key of yours that the store does not keep (SSE-C), which omlint does not take: copy it to this machine with that key and name the copy")
	case code == "InvalidAccessKeyId", code == "SignatureDoesNotMatch", strings.Contains(code, "Token"), code == "UnrecognizedClientException":
		return trouble(fs.ErrPermission, "the store does not accept the credentials (%s): check AWS_PROFILE or the keys, sign in again if they have expired, and check the endpoint", code)
	case code == "RequestTimeTooSkewed":
		return trouble(fs.ErrPermission, "the clocks of the store and this machine differ too much: set this machine's")
	case status(err) == http.StatusPreconditionFailed:
		return trouble(fs.ErrInvalid, "it changed while it was read: check it again when nothing writes it any more")
	case status(err) == http.StatusNotFound:
		return missing(bucket, key)
	case status(err) == http.StatusForbidden:
		return trouble(fs.ErrPermission, "access is denied: reading it takes %s", needed)
	case status(err) == http.StatusMovedPermanently, code == "AuthorizationHeaderMalformed":
		return trouble(fs.ErrInvalid, "the bucket %s is in another region, which the store does not name: set AWS_REGION", bucket)
	case status(err) >= http.StatusInternalServerError, code == "SlowDown":
		return &Trouble{why: fmt.Sprintf("the store is in trouble (%s): try again later", network.OneLine(cmp.Or(code, http.StatusText(status(err))))), err: err, passing: true}
	}
	return &Trouble{why: f.store.words(err), err: err, passing: status(err) == 0}
}

// words are those for an error that is not about an object.
func (s *Store) words(err error) string {
	var at *url.Error
	peer := network.Peer{Host: "the store", Address: "the store", Timeout: s.timeout(), CA: "in AWS_CA_BUNDLE"}
	if errors.As(err, &at) {
		err = at.Err // its URL may be signed
		if u, parsed := url.Parse(at.URL); parsed == nil {
			peer.Host, peer.Address = u.Hostname(), u.Host
		}
	}
	if why := peer.Why(err); why != "" {
		return why
	}
	var refusal smithy.APIError
	if errors.As(err, &refusal) {
		return network.OneLine(fmt.Sprintf("the store refuses it: %s: %s", refusal.ErrorCode(), refusal.ErrorMessage()))
	}
	return network.OneLine(err.Error())
}
