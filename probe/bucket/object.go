package bucket

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// object is an object that is being read, once, from its start to its end. Where
// the connection is cut it goes on from there, with the same version of the
// object or not at all. It ends with io.EOF only after as many bytes as the
// store said, with the checksum that the store keeps.
type object struct {
	files       *files
	bucket, key string
	etag        string // of the version that is read; "" until the store has said
	size        int64
	time        time.Time
	sum         *checksum // nil where the store keeps none

	reading sync.Mutex // a read may be under way when another goroutine closes
	body    io.ReadCloser
	at      int64
	stop    context.CancelFunc // ends the request that body is of
	cuts    int                // since the last stretch
	stretch int64
	ended   error
	closed  context.CancelFunc
}

// A connection that is cut is followed by another, maxCuts times on every
// stretch of an object: a whole night's upload outlives many.
const (
	maxCuts     = 5
	stretchSize = 64 << 20
	firstPause  = 100 * time.Millisecond // before the second try; doubled for each further one
)

// begin asks for the object, or for the rest of it.
func (o *object) begin() error {
	ctx, stop := context.WithCancel(o.files.ctx)
	waited := time.AfterFunc(o.files.store.timeout(), stop)
	defer waited.Stop()
	in := &s3.GetObjectInput{Bucket: &o.bucket, Key: &o.key}
	if o.etag != "" {
		in.IfMatch = &o.etag
	}
	var options []func(*s3.Options)
	if o.at > 0 {
		in.Range = aws.String(fmt.Sprintf("bytes=%d-", o.at))
	} else {
		options = append(options, s3.WithAPIOptions(smithyhttp.AddHeaderValue("x-amz-checksum-mode", "ENABLED")))
	}
	var out *s3.GetObjectOutput
	err := o.files.store.ask(ctx, o.bucket, func(c *s3.Client, region func(*s3.Options)) (err error) {
		out, err = c.GetObject(ctx, in, append(options, region)...)
		return err
	})
	if err != nil {
		err = o.files.explain(ctx, err, o.bucket, o.key)
		stop()
		return err
	}
	o.body, o.stop = out.Body, stop
	if o.at > 0 {
		return o.resumed(out)
	}
	if out.ContentLength == nil || *out.ContentLength < 0 {
		return &Trouble{why: "the store does not say how large it is, so that nothing would show whether it is whole", err: fs.ErrInvalid}
	}
	o.size, o.time, o.etag, o.sum = *out.ContentLength, aws.ToTime(out.LastModified), aws.ToString(out.ETag), checksumOf(out)
	return nil
}

// resumed checks that the rest is the rest of the same object.
func (o *object) resumed(out *s3.GetObjectOutput) error {
	span, total, _ := strings.Cut(aws.ToString(out.ContentRange), "/")
	first, _, _ := strings.Cut(strings.TrimPrefix(span, "bytes "), "-")
	if n, err := strconv.ParseInt(first, 10, 64); err != nil || n != o.at {
		return &Trouble{why: "the connection was cut, and the store does not go on from there", err: fs.ErrInvalid}
	}
	if n, err := strconv.ParseInt(total, 10, 64); err != nil || n != o.size || aws.ToString(out.ETag) != o.etag {
		return &Trouble{why: "it changed while it was read: check it again when nothing writes it any more", err: fs.ErrInvalid}
	}
	return nil
}

func (o *object) Read(p []byte) (int, error) {
	o.reading.Lock()
	defer o.reading.Unlock()
	for o.ended == nil {
		n, err := o.more(p)
		o.at += int64(n)
		if o.sum != nil {
			o.sum.write(p[:n])
		}
		switch {
		case o.at > o.size:
			o.ended = &Trouble{why: fmt.Sprintf("the store sent more than the %d bytes that it said", o.size), err: fs.ErrInvalid}
			return 0, o.ended
		case o.at == o.size && err != nil: // however the connection ended
			o.ended = io.EOF
			if o.sum != nil {
				o.ended = o.sum.compare()
			}
		case err != nil:
			o.ended = o.resume(err)
		}
		if n > 0 {
			return n, nil // the end, or the cut, is for the next call
		}
	}
	return 0, o.ended
}

// more waits for more of the object, no longer than the time limit.
func (o *object) more(p []byte) (int, error) {
	waited := time.AfterFunc(o.files.store.timeout(), o.stop)
	defer waited.Stop()
	return o.body.Read(p)
}

// resume goes on where the connection was cut by an error.
func (o *object) resume(cut error) error {
	if o.at-o.stretch >= stretchSize {
		o.stretch, o.cuts = o.at, 0
	}
	for ; o.cuts < maxCuts; o.cuts++ {
		if err := o.files.ctx.Err(); err != nil {
			return err
		}
		o.stop()
		_ = o.body.Close() // it is broken
		if o.etag == "" {
			return &Trouble{why: "the connection was cut, and the store does not name the object's version (ETag), without which nothing shows that the rest is of the same", err: cut}
		}
		select {
		case <-time.After(firstPause << o.cuts):
		case <-o.files.ctx.Done():
			return o.files.ctx.Err()
		}
		again := o.begin()
		if again == nil {
			o.cuts++
			return nil
		}
		var trouble *Trouble
		if !errors.As(again, &trouble) || !trouble.passing {
			return again
		}
	}
	return &Trouble{why: fmt.Sprintf("the connection was cut, or silent for %s, again and again up to byte %d of %d: check the network, and read it again", o.files.store.timeout(), o.at, o.size), err: cut}
}

// Stat says what the store said when the reading began.
func (o *object) Stat() (fs.FileInfo, error) {
	return entry{name: path.Base(o.key), size: o.size, time: o.time, etag: o.etag}, nil
}

// Checked says which checksum of the store's the object has, once it was read to
// its end, or that there is none.
func (o *object) Checked() string {
	switch {
	case !errors.Is(o.ended, io.EOF):
		return ""
	case o.sum == nil:
		return "the store keeps no checksum of the whole: it was uploaded in parts, or is encrypted"
	}
	return "its " + o.sum.name + " is that which the store keeps"
}

func (o *object) Close() error {
	o.closed() // ends a read that is under way
	o.reading.Lock()
	defer o.reading.Unlock()
	return o.body.Close()
}
