package bucket

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// Files returns the objects as files, for as long as ctx: their names are
// BUCKET/KEY, and a directory is what the keys before a slash have in common.
// Its errors are of the type [*Trouble].
func (s *Store) Files(ctx context.Context) fs.SubFS { return &files{store: s, ctx: ctx} }

// files is a part of the store. It is used by one goroutine.
type files struct {
	store  *Store
	ctx    context.Context
	root   string             // BUCKET/PREFIX, which names are below; "" for all buckets
	listed map[string][]entry // what the directories hold that were listed
}

// entry is what a listing says of an object or a directory.
type entry struct {
	name  string
	size  int64
	time  time.Time
	etag  string
	isDir bool
}

func (e entry) Name() string               { return e.name }
func (e entry) Size() int64                { return e.size }
func (e entry) ModTime() time.Time         { return e.time }
func (e entry) IsDir() bool                { return e.isDir }
func (e entry) Type() fs.FileMode          { return e.Mode().Type() }
func (e entry) Sys() any                   { return nil }
func (e entry) Info() (fs.FileInfo, error) { return e, nil }

func (e entry) Mode() fs.FileMode {
	if e.isDir {
		return fs.ModeDir | 0o555
	}
	return 0o444
}

// bucketName is the form of the names of buckets, of access points' aliases too.
var bucketName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{2,254}$`)

// place splits a name into the bucket and the key.
func (f *files) place(name string) (bucket, key string, err error) {
	if f.root != "" {
		name = path.Join(f.root, name)
	}
	bucket, key, _ = strings.Cut(strings.TrimRight(name, "/"), "/")
	if !bucketName.MatchString(bucket) {
		return "", "", &Trouble{why: "it does not name a bucket: write " + Scheme + "BUCKET/KEY", err: fs.ErrInvalid}
	}
	return bucket, key, nil
}

// Open begins to read an object; see [object].
func (f *files) Open(name string) (fs.File, error) {
	bucket, key, err := f.place(name)
	if err != nil {
		return nil, err
	}
	seen, known := f.seen(name)
	if known && seen == nil || key == "" {
		return nil, missing(bucket, key)
	}
	reading := *f
	o := &object{files: &reading, bucket: bucket, key: key}
	reading.ctx, o.closed = context.WithCancel(f.ctx)
	if seen != nil {
		o.etag = seen.etag
	}
	if err := o.begin(); err != nil {
		o.closed()
		return nil, err
	}
	return o, nil
}

// seen looks a name up in the listing of its directory; known says that there is
// one.
func (f *files) seen(name string) (e *entry, known bool) {
	name = strings.TrimRight(name, "/")
	list, known := f.listed[path.Dir(name)]
	i := slices.IndexFunc(list, func(e entry) bool { return e.name == path.Base(name) })
	if i < 0 {
		return nil, known
	}
	return &list[i], true
}

// Stat says what an object or a directory is.
func (f *files) Stat(name string) (fs.FileInfo, error) {
	bucket, key, err := f.place(name)
	if err != nil {
		return nil, err
	}
	if e, known := f.seen(name); known && name != "." {
		if e == nil {
			return nil, missing(bucket, key)
		}
		return *e, nil
	}
	directory := entry{name: path.Base(name), isDir: true}
	if key == "" {
		_, err := f.list(bucket, "", 1)
		return directory, err
	}
	found, err := f.head(bucket, key)
	if err == nil || !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, fs.ErrPermission) { // it may be denied because it is no object
		return found, err
	}
	below, listing := f.list(bucket, key+"/", 2) // the first may be the directory itself
	switch {
	case listing == nil && len(below) > 0:
		return directory, nil
	case errors.Is(err, fs.ErrNotExist) && listing != nil: // there may be no such bucket
		return nil, listing
	}
	return nil, err
}

// head asks about one object.
func (f *files) head(bucket, key string) (entry, error) {
	ctx, cancel := context.WithTimeout(f.ctx, f.store.timeout())
	defer cancel()
	var out *s3.HeadObjectOutput
	err := f.store.ask(ctx, bucket, func(c *s3.Client, o func(*s3.Options)) (err error) {
		out, err = c.HeadObject(ctx, &s3.HeadObjectInput{Bucket: &bucket, Key: &key}, o)
		return err
	})
	if code := status(err); code != 0 && code != http.StatusNotFound { // an answer to HEAD has no room for a reason
		err = f.store.ask(ctx, bucket, func(c *s3.Client, o func(*s3.Options)) error {
			got, err := c.GetObject(ctx, &s3.GetObjectInput{Bucket: &bucket, Key: &key}, o)
			if err == nil {
				out = &s3.HeadObjectOutput{ContentLength: got.ContentLength, LastModified: got.LastModified, ETag: got.ETag}
				_ = got.Body.Close() // it was not to be read
			}
			return err
		})
	}
	if err != nil {
		return entry{}, f.explain(ctx, err, bucket, key)
	}
	return entry{name: path.Base(key), size: aws.ToInt64(out.ContentLength), time: aws.ToTime(out.LastModified), etag: aws.ToString(out.ETag)}, nil
}

// Bounds on a directory, and on the requests that list it: a hostile store must
// neither grow the process nor keep it for ever.
const (
	maxListed = 100_000
	maxPages  = 1000
)

// list returns what lies in a bucket behind a prefix, up to the next slash, and
// no more than limit entries if that is not 0.
func (f *files) list(bucket, prefix string, limit int32) ([]entry, error) {
	in := &s3.ListObjectsV2Input{Bucket: &bucket, Prefix: &prefix, Delimiter: aws.String("/")}
	if limit > 0 {
		in.MaxKeys = &limit
	}
	list := []entry{}
	for pages := 1; ; pages++ {
		page, err := f.page(bucket, in)
		if err != nil {
			return nil, err
		}
		dir := prefix[:strings.LastIndexByte(prefix, '/')+1]
		for _, o := range page.Contents {
			name, isDir := strings.CutSuffix(strings.TrimPrefix(aws.ToString(o.Key), dir), "/")
			if name != "" || isDir { // a console makes an object for a "folder"
				list = append(list, entry{name: name, isDir: isDir, size: aws.ToInt64(o.Size), time: aws.ToTime(o.LastModified), etag: aws.ToString(o.ETag)})
			}
		}
		for _, p := range page.CommonPrefixes {
			name := strings.TrimSuffix(strings.TrimPrefix(aws.ToString(p.Prefix), dir), "/")
			list = append(list, entry{name: name, isDir: true})
		}
		if i := slices.IndexFunc(list, func(e entry) bool { return !isName(e.name) }); i >= 0 {
			return nil, &Trouble{why: fmt.Sprintf("it holds the key %q, which is no path: name what to read", dir+list[i].name), err: fs.ErrInvalid}
		}
		switch {
		case limit > 0 || !aws.ToBool(page.IsTruncated):
			slices.SortFunc(list, func(a, b entry) int { return cmp.Compare(a.name, b.name) })
			return slices.CompactFunc(list, func(a, b entry) bool { return a.name == b.name && a.isDir && b.isDir }), nil
		case len(list) > maxListed || pages == maxPages:
			return nil, &Trouble{why: fmt.Sprintf("it holds more than the %d objects that were listed in %d requests: name a narrower path", len(list), pages), err: fs.ErrInvalid}
		}
		in.ContinuationToken = page.NextContinuationToken
	}
}

// isName says whether a part of a key can be a file's name.
func isName(s string) bool { return s != "" && s != "." && s != ".." && !strings.Contains(s, "/") }

func (f *files) page(bucket string, in *s3.ListObjectsV2Input) (out *s3.ListObjectsV2Output, err error) {
	ctx, cancel := context.WithTimeout(f.ctx, f.store.timeout())
	defer cancel()
	err = f.store.ask(ctx, bucket, func(c *s3.Client, o func(*s3.Options)) error {
		out, err = c.ListObjectsV2(ctx, in, o)
		return err
	})
	if err != nil {
		return nil, f.explain(ctx, err, bucket, "")
	}
	return out, nil
}

// ReadDir lists a directory, once.
func (f *files) ReadDir(name string) ([]fs.DirEntry, error) {
	name = strings.TrimRight(name, "/")
	list, ok := f.listed[name]
	if !ok {
		bucket, key, err := f.place(name)
		if err != nil {
			return nil, err
		}
		if key != "" {
			key += "/"
		}
		if list, err = f.list(bucket, key, 0); err != nil {
			return nil, err
		}
		if f.listed == nil {
			f.listed = map[string][]entry{}
		}
		f.listed[name] = list
	}
	entries := make([]fs.DirEntry, 0, len(list))
	for _, e := range list {
		entries = append(entries, e)
	}
	return entries, nil
}

// Sub returns a directory, which it lists: what is asked of the files in it is
// answered from that.
func (f *files) Sub(dir string) (fs.FS, error) {
	bucket, key, err := f.place(dir)
	if err != nil {
		return nil, err
	}
	sub := &files{store: f.store, ctx: f.ctx, root: strings.TrimSuffix(bucket+"/"+key, "/")}
	_, err = sub.ReadDir(".")
	return sub, err
}

// Glob returns the names that a pattern matches. Unlike that of [fs.Glob], its
// errors are those of the store, too. It lists what the pattern leaves open and
// no more: buckets hold millions of objects.
func (f *files) Glob(pattern string) ([]string, error) {
	if _, err := path.Match(pattern, ""); err != nil {
		return nil, err
	}
	if f.root != "" {
		return fs.Glob(struct{ fs.ReadDirFS }{f}, pattern)
	}
	bucket, key, err := f.place(pattern)
	if err != nil {
		return nil, err
	}
	return f.glob(bucket, "", strings.Split(key, "/"))
}

const meta = `*?[\`

// glob matches the parts of a pattern with what lies behind a prefix.
func (f *files) glob(bucket, prefix string, parts []string) ([]string, error) {
	for len(parts) > 1 && !strings.ContainsAny(parts[0], meta) {
		prefix, parts = prefix+parts[0]+"/", parts[1:]
	}
	literal := parts[0]
	if i := strings.IndexAny(literal, meta); i >= 0 {
		literal = literal[:i]
	}
	list, err := f.list(bucket, prefix+literal, 0)
	if err != nil {
		return nil, err
	}
	var found []string
	for _, e := range list {
		if matches, err := path.Match(parts[0], e.name); err != nil || !matches {
			continue
		}
		if len(parts) == 1 {
			found = append(found, bucket+"/"+prefix+e.name)
		} else if e.isDir {
			below, err := f.glob(bucket, prefix+e.name+"/", parts[1:])
			if err != nil {
				return nil, err
			}
			found = append(found, below...)
		}
	}
	return slices.Compact(found), nil // an object and a directory may have one name
}
