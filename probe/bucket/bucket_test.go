package bucket

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/omlint/omlint/internal/testserver"
)

// read reads an object to its end.
func read(ctx context.Context, s *Store, name string) ([]byte, error) {
	f, err := s.Files(ctx).Open(name)
	if err != nil {
		return nil, err
	}
	content, err := io.ReadAll(f)
	return content, errors.Join(err, f.Close())
}

// TestFiles shows objects as files.
func TestFiles(t *testing.T) {
	s := testserver.StartS3(t)
	for _, key := range []string{"top.sql", "day1/om.sql", "day1/om.sql.sha256", "day1/parts/toc.dat", "day2/om.sql", "day2/[odd] name.sql", "folder/", "day1/"} {
		s.Put(t, "backups", key, []byte("content of "+key))
	}
	for i := range 2300 { // a listing comes in pages of 1,000
		s.Put(t, "backups", fmt.Sprintf("many/%04d", i), []byte("x"))
	}
	files := new(Store).Files(t.Context())
	for _, test := range []struct{ name, want string }{
		{"backups", "dir"},
		{"backups/", "dir"},
		{"backups/day1", "dir"},
		{"backups/day1/", "dir"}, // of which a console made an object
		{"backups/day1/om.sql", "22 bytes"},
		{"backups/day2/[odd] name.sql", "30 bytes"},
		{"backups/day", "has neither the object day nor any below it"},
		{"backups/none/om.sql", "has neither the object none/om.sql"},
		{"elsewhere/om.sql", "there is no bucket elsewhere"},
		{"", "does not name a bucket"},
		{"a b/c", "does not name a bucket"},
	} {
		info, err := fs.Stat(files, test.name)
		got := ""
		switch {
		case err != nil:
			got = err.Error()
		case info.IsDir():
			got = "dir"
		default:
			got = fmt.Sprintf("%d bytes", info.Size())
			if content, err := read(t.Context(), new(Store), test.name); err != nil || int64(len(content)) != info.Size() {
				t.Errorf("%s: %d bytes were read: %v", test.name, len(content), err)
			}
			if info.ModTime().IsZero() {
				t.Errorf("%s has no time", test.name)
			}
		}
		if !strings.Contains(got, test.want) {
			t.Errorf("%q: %s, want %s", test.name, got, test.want)
		}
	}
	for _, test := range []struct{ pattern, want string }{
		{"backups/*.sql", "backups/top.sql"},
		{"backups/*/om.sql", "backups/day1/om.sql backups/day2/om.sql"},
		{"backups/day[12]/*.sql", "backups/day1/om.sql backups/day2/[odd] name.sql backups/day2/om.sql"},
		{"backups/day*", "backups/day1 backups/day2"},
		{"backups/many/22?9", "backups/many/2209 backups/many/2219 backups/many/2229 backups/many/2239 backups/many/2249 backups/many/2259 backups/many/2269 backups/many/2279 backups/many/2289 backups/many/2299"},
		{"backups/*/*/toc.dat", "backups/day1/parts/toc.dat"},
		{"backups/nothing*", ""},
	} {
		got, err := fs.Glob(files, test.pattern)
		if err != nil || strings.Join(got, " ") != test.want {
			t.Errorf("%s: %q, %v", test.pattern, got, err)
		}
	}
	if _, err := fs.Glob(files, "elsewhere/*"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a bucket that is not there matches nothing: %v", err)
	}
	var walked []string
	err := fs.WalkDir(files, "backups", func(name string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && !strings.Contains(name, "/many/") {
			walked = append(walked, name)
		}
		return err
	})
	want := []string{"backups/day1/om.sql", "backups/day1/om.sql.sha256", "backups/day1/parts/toc.dat", "backups/day2/[odd] name.sql", "backups/day2/om.sql", "backups/top.sql"}
	if err != nil || !slices.Equal(walked, want) {
		t.Errorf("%q, %v", walked, err)
	}
}

// TestSub answers from one listing what is asked of a directory.
func TestSub(t *testing.T) {
	s := testserver.StartS3(t)
	s.Put(t, "backups", "dump/toc.dat", []byte("PGDMP"))
	s.Put(t, "backups", "dump/1.dat.gz", []byte("one"))
	requests := 0
	s.Instead = func(w http.ResponseWriter, _ *http.Request) http.ResponseWriter { requests++; return w }
	dir, err := new(Store).Files(t.Context()).Sub("backups/dump/")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := fs.Stat(dir, "toc.dat"); err != nil {
		t.Error(err)
	}
	if _, err := dir.Open("1.dat"); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
	if list, err := fs.Glob(dir, "*.gz"); err != nil || len(list) != 1 {
		t.Error(list, err)
	}
	if requests != 1 {
		t.Errorf("%d requests", requests)
	}
	s.Put(t, "backups", "dump/1.dat.gz", []byte("two"))
	if _, err := dir.Open("1.dat.gz"); err == nil || !strings.Contains(err.Error(), "it changed while it was read") {
		t.Errorf("a file that changed since it was listed: %v", err)
	}
}

// TestEndless ends where a store's listing does not.
func TestEndless(t *testing.T) {
	s := testserver.StartS3(t)
	requests := 0
	s.Instead = func(w http.ResponseWriter, _ *http.Request) http.ResponseWriter {
		requests++
		w.Header().Set("Content-Type", "application/xml")
		fmt.Fprintf(w, "<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>%d</NextContinuationToken></ListBucketResult>", requests)
		return nil
	}
	if _, err := fs.ReadDir(new(Store).Files(t.Context()), "backups/day1"); err == nil || !strings.Contains(err.Error(), "name a narrower path") || requests != maxPages {
		t.Errorf("%d requests: %v", requests, err)
	}
}

// TestCuts reads on where the connection is cut, and every byte once.
func TestCuts(t *testing.T) {
	s := testserver.StartS3(t)
	content := bytes.Repeat([]byte("0123456789abcdef"), 64<<10) // 1 MiB
	s.Put(t, "backups", "om.sql", content)
	for _, test := range []struct {
		name string
		cuts []int // after how many bytes each connection is cut; the last one is not
		want string
	}{
		{"never", nil, ""},
		{"once", []int{100_000}, ""},
		{"before the first byte", []int{0}, ""},
		{"one byte before the end", []int{len(content) - 1}, ""},
		{"often", []int{100_000, 5, 5, 5, 5}, ""},
		{"without end", []int{100_000, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, "again and again up to byte 100000 of 1048576"},
	} {
		t.Run(test.name, func(t *testing.T) {
			cuts := test.cuts
			var ranges []string
			s.Instead = func(w http.ResponseWriter, r *http.Request) http.ResponseWriter {
				ranges = append(ranges, r.Header.Get("Range")+r.Header.Get("If-Match"))
				if len(cuts) == 0 {
					return w
				}
				n := cuts[0]
				cuts = cuts[1:]
				return testserver.CutAfter(w, n)
			}
			got, err := read(t.Context(), new(Store), "backups/om.sql")
			if test.want != "" {
				if err == nil || !strings.Contains(err.Error(), test.want) {
					t.Errorf("%v", err)
				}
				return
			}
			if err != nil || !bytes.Equal(got, content) {
				t.Errorf("%d of %d bytes were read: %v", len(got), len(content), err)
			}
			if len(ranges) != len(test.cuts)+1 {
				t.Errorf("%d requests: %q", len(ranges), ranges)
			}
			for _, r := range ranges[1:] {
				if !strings.HasPrefix(r, `bytes=`) && test.cuts[0] > 0 || !strings.HasSuffix(r, `"`) {
					t.Errorf("the rest was asked for with %q", r)
				}
			}
		})
	}
}

// TestMeanwhile tells what happened to an object while it was read.
func TestMeanwhile(t *testing.T) {
	for _, test := range []struct {
		name, want string
		meanwhile  func(t *testing.T, s *testserver.S3, w http.ResponseWriter) http.ResponseWriter
	}{
		{"changed", "it changed while it was read", func(t *testing.T, s *testserver.S3, w http.ResponseWriter) http.ResponseWriter {
			s.Put(t, "backups", "om.sql", bytes.Repeat([]byte("y"), 1<<20))
			return w
		}},
		{"removed", "has neither the object om.sql", func(_ *testing.T, _ *testserver.S3, w http.ResponseWriter) http.ResponseWriter {
			testserver.Refuse(w, 404, "NoSuchKey")
			return nil
		}},
		{"denied", "access is denied", func(_ *testing.T, _ *testserver.S3, w http.ResponseWriter) http.ResponseWriter {
			testserver.Refuse(w, 403, "AccessDenied")
			return nil
		}},
		{"without ranges", "does not go on from there", func(_ *testing.T, _ *testserver.S3, w http.ResponseWriter) http.ResponseWriter {
			_, _ = w.Write([]byte("all of it again"))
			return nil
		}},
		{"another one's rest", "it changed while it was read", func(_ *testing.T, _ *testserver.S3, w http.ResponseWriter) http.ResponseWriter {
			w.Header().Set("Content-Range", "bytes 100000-1048575/1048576")
			w.Header().Set("ETag", `"another"`)
			w.WriteHeader(http.StatusPartialContent)
			return nil
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := testserver.StartS3(t)
			s.Put(t, "backups", "om.sql", bytes.Repeat([]byte("x"), 1<<20))
			first := true
			s.Instead = func(w http.ResponseWriter, _ *http.Request) http.ResponseWriter {
				if first {
					first = false
					return testserver.CutAfter(w, 100_000)
				}
				return test.meanwhile(t, s, w)
			}
			if _, err := read(t.Context(), new(Store), "backups/om.sql"); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("%v, want %s", err, test.want)
			}
		})
	}
}

// TestSilence waits no longer than it is told to, for an answer and for the rest.
func TestSilence(t *testing.T) {
	for name, answer := range map[string]func(http.ResponseWriter) int{
		"from the start": func(http.ResponseWriter) int { return 0 },
		"in the middle": func(w http.ResponseWriter) int {
			w.Header().Set("Content-Length", "1048576")
			w.Header().Set("ETag", `"e"`)
			n, _ := w.Write(make([]byte, 1000))
			_ = http.NewResponseController(w).Flush()
			return n
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := testserver.StartS3(t)
			s.Put(t, "backups", "om.sql", bytes.Repeat([]byte("x"), 1<<20))
			s.Instead = func(w http.ResponseWriter, r *http.Request) http.ResponseWriter {
				if r.Header.Get("Range") == "" {
					answer(w)
				}
				<-r.Context().Done()
				return nil
			}
			begun := time.Now()
			_, err := read(t.Context(), &Store{Timeout: 100 * time.Millisecond}, "backups/om.sql")
			if err == nil || !strings.Contains(err.Error(), "100ms") {
				t.Errorf("%v", err)
			}
			if took := time.Since(begun); took > 20*time.Second {
				t.Errorf("it took %s", took)
			}
			ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
			defer cancel()
			if _, err := read(ctx, new(Store), "backups/om.sql"); err == nil {
				t.Error("it was read to the end although it was to stop")
			}
		})
	}
}

// TestTroubles puts what stores say into words.
func TestTroubles(t *testing.T) {
	for _, test := range []struct {
		status     int
		code, want string
		is         error
	}{
		{404, "NoSuchKey", "neither the object om.sql nor any below it", fs.ErrNotExist},
		{404, "NoSuchBucket", "there is no bucket backups", fs.ErrNotExist},
		{403, "AccessDenied", "s3:GetObject", fs.ErrPermission},
		{403, "InvalidObjectState", "archived (Glacier)", fs.ErrInvalid},
		{403, "SignatureDoesNotMatch", "does not accept the credentials (SignatureDoesNotMatch)", fs.ErrPermission},
		{400, "ExpiredToken", "sign in again", fs.ErrPermission},
		{403, "RequestTimeTooSkewed", "clocks", fs.ErrPermission},
		{301, "PermanentRedirect", "in another region", fs.ErrInvalid},
		{501, "NotImplemented", "in trouble (NotImplemented)", nil},
		{503, "SlowDown", "in trouble (SlowDown)", nil},
		{418, "Teapot", "the store refuses it: Teapot: no Teapot", nil},
	} {
		t.Run(test.code, func(t *testing.T) {
			s := testserver.StartS3(t)
			s.Instead = func(w http.ResponseWriter, _ *http.Request) http.ResponseWriter {
				testserver.Refuse(w, test.status, test.code)
				return nil
			}
			_, err := read(t.Context(), new(Store), "backups/om.sql")
			if err == nil || !strings.Contains(err.Error(), test.want) || test.is != nil && !errors.Is(err, test.is) || !errors.As(err, new(*Trouble)) {
				t.Errorf("%v, want %s", err, test.want)
			}
			if _, err := fs.Stat(new(Store).Files(t.Context()), "backups/om.sql"); err == nil {
				t.Error("it is said to be there")
			}
		})
	}
}

// TestCustomerKey recognises an object that only its owner can decrypt; to HEAD
// S3 answers no more than 400.
func TestCustomerKey(t *testing.T) {
	s := testserver.StartS3(t)
	s.Instead = func(w http.ResponseWriter, r *http.Request) http.ResponseWriter {
		if r.Method == http.MethodHead {
			w.WriteHeader(http.StatusBadRequest)
			return nil
		}
		w.WriteHeader(http.StatusBadRequest)
		_, _ = w.Write([]byte("<Error><Code>InvalidRequest</Code><Message>The object was stored using a form of Server Side Encryption. The correct parameters must be provided to retrieve the object.</Message></Error>"))
		return nil
	}
	if _, err := fs.Stat(new(Store).Files(t.Context()), "backups/om.sql"); err == nil || !strings.Contains(err.Error(), "SSE-C") {
		t.Error(err)
	}
}

// TestChecksums compares what was read with each checksum that a store keeps,
// over a cut too.
func TestChecksums(t *testing.T) {
	const content = "-- a dump\n"
	for _, test := range []struct{ header, right, wrong, name string }{
		{"x-amz-checksum-crc32", "Rjrsaw==", "Rjrsag==", "CRC32"},
		{"x-amz-checksum-crc32c", "gl1aRw==", "gl1aRg==", "CRC32C"},
		{"x-amz-checksum-crc64nvme", "PDr5TH2TQjM=", "PDr5TH2TQjI=", "CRC64NVME"},
		{"x-amz-checksum-sha1", "N/LBdULCpbYSI8F+wAIUd9m5Jh4=", "N/LBdULCpbYSI8F+wAIUd9m5Jh8=", "SHA-1"},
		{"x-amz-checksum-sha256", "MfFp20g8YEhf38dF97/1HPwZXMvfHRY94KZ1SKIWMH8=", "MfFp20g8YEhf38dF97/1HPwZXMvfHRY94KZ1SKIWMH4=", "SHA-256"},
		{"", "", "", "MD5"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := testserver.StartS3(t)
			s.Put(t, "backups", "om.sql", []byte(content))
			value, asked, cut := test.right, false, false
			s.Instead = func(w http.ResponseWriter, r *http.Request) http.ResponseWriter {
				if test.header != "" {
					w.Header().Set(test.header, value)
				}
				asked = asked || r.Header.Get("x-amz-checksum-mode") == "ENABLED"
				if r.Header.Get("Range") == "" && cut {
					return testserver.CutAfter(w, 3)
				}
				return w
			}
			for _, cut = range []bool{false, true} {
				f, err := new(Store).Files(t.Context()).Open("backups/om.sql")
				if err != nil {
					t.Fatal(err)
				}
				if got, err := io.ReadAll(f); err != nil || string(got) != content {
					t.Errorf("%q: %v", got, err)
				}
				if said := f.(*object).Checked(); said != "its "+test.name+" is that which the store keeps" {
					t.Errorf("%q", said)
				}
				if !asked {
					t.Error("the store was not asked for its checksum")
				}
			}
			value = test.wrong
			if test.header == "" {
				s.Instead = func(w http.ResponseWriter, _ *http.Request) http.ResponseWriter {
					w.Header().Set("ETag", `"00000000000000000000000000000000"`)
					w.Header().Set("Content-Length", "10")
					_, _ = io.WriteString(w, content)
					return nil
				}
			}
			_, err := read(t.Context(), new(Store), "backups/om.sql")
			if broken := errors.As(err, new(*Mismatch)); err == nil || broken != (test.header != "") {
				t.Errorf("another checksum: %v", err)
			}
		})
	}
}

// TestStoredAsIs unpacks nothing, whatever the upload said of the encoding: the
// store's length and checksum are those of what it keeps.
func TestStoredAsIs(t *testing.T) {
	s := testserver.StartS3(t)
	const packed = "\x1f\x8b\x08 not unpacked"
	s.Put(t, "backups", "om.sql.gz", []byte(packed))
	s.Instead = func(w http.ResponseWriter, _ *http.Request) http.ResponseWriter {
		w.Header().Set("Content-Encoding", "gzip")
		return w
	}
	if content, err := read(t.Context(), new(Store), "backups/om.sql.gz"); err != nil || string(content) != packed {
		t.Errorf("%q, %v", content, err)
	}
}

// TestLength believes no end but the one that was announced.
func TestLength(t *testing.T) {
	s := testserver.StartS3(t)
	s.Put(t, "backups", "om.sql", []byte("x"))
	for name, answer := range map[string]func(w http.ResponseWriter){
		"none": func(w http.ResponseWriter) {
			_ = http.NewResponseController(w).Flush()
			_, _ = w.Write([]byte("a dump"))
		},
		"none, empty": func(w http.ResponseWriter) {
			w.Header().Set("Transfer-Encoding", "chunked")
			_ = http.NewResponseController(w).Flush()
		},
	} {
		s.Instead = func(w http.ResponseWriter, _ *http.Request) http.ResponseWriter { answer(w); return nil }
		if _, err := read(t.Context(), new(Store), "backups/om.sql"); err == nil || !strings.Contains(err.Error(), "does not say how large") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestWho finds keys and places where the aws command line does.
func TestWho(t *testing.T) {
	s := testserver.StartS3(t)
	s.Put(t, "backups", "om.sql", []byte("content"))
	endpoint := os.Getenv("AWS_ENDPOINT_URL_S3")
	dir := t.TempDir()
	config, credentials, half := filepath.Join(dir, "config"), filepath.Join(dir, "credentials"), filepath.Join(dir, "half")
	for path, text := range map[string]string{
		config:      "[profile nightly]\nregion = eu-central-1\nservices = here\n[services here]\ns3 =\n  endpoint_url = " + endpoint + "\n[profile broken]\ncredential_process = cat " + half + "\n",
		half:        `{"Version": 1, "SecretAccessKey": "` + testserver.S3Secret,
		credentials: "[nightly]\naws_access_key_id = " + testserver.S3KeyID + "\naws_secret_access_key = " + testserver.S3Secret + "\n[stranger]\naws_access_key_id = AKIASTRANGER\naws_secret_access_key = x\n",
	} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	keys := map[string]string{"AWS_ACCESS_KEY_ID": testserver.S3KeyID, "AWS_SECRET_ACCESS_KEY": testserver.S3Secret}
	for _, test := range []struct {
		name string
		env  map[string]string
		want string
	}{
		{"keys in the environment", keys, ""},
		{"a profile", map[string]string{"AWS_PROFILE": "nightly", "AWS_ENDPOINT_URL_S3": ""}, ""},
		{"an endpoint for every service", map[string]string{"AWS_PROFILE": "nightly", "AWS_ENDPOINT_URL_S3": "", "AWS_ENDPOINT_URL": endpoint}, ""},
		{"nothing", nil, "there are no credentials for S3: set AWS_PROFILE"},
		{"a profile that is none", map[string]string{"AWS_PROFILE": "typo"}, "typo"},
		{"a stranger's", map[string]string{"AWS_PROFILE": "stranger"}, "does not accept the credentials (InvalidAccessKeyId)"},
		{"a process that prints half of its keys", map[string]string{"AWS_PROFILE": "broken"}, "credential_process of the AWS profile gives no credentials"},
		{"nobody there", map[string]string{"AWS_PROFILE": "nightly", "AWS_ENDPOINT_URL_S3": "http://127.0.0.1:1"}, "connection refused by 127.0.0.1:1"},
	} {
		t.Run(test.name, func(t *testing.T) {
			for name, value := range map[string]string{"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "", "AWS_CONFIG_FILE": config, "AWS_SHARED_CREDENTIALS_FILE": credentials} {
				t.Setenv(name, value)
			}
			for name, value := range test.env {
				t.Setenv(name, value)
			}
			content, err := read(t.Context(), new(Store), "backups/om.sql")
			if test.want == "" && (err != nil || string(content) != "content") || test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
				t.Errorf("%q, %v", content, err)
			}
			if err != nil && strings.Contains(err.Error(), testserver.S3Secret) {
				t.Errorf("%v", err)
			}
		})
	}
}

// TestAuthority trusts the authority that AWS_CA_BUNDLE names, and no stranger.
func TestAuthority(t *testing.T) {
	ca := testserver.NewAuthority(t)
	s := testserver.StartS3(t, ca.Issue(t, "127.0.0.1", time.Now().Add(time.Hour)))
	s.Put(t, "backups", "om.sql", []byte("content"))
	if _, err := read(t.Context(), new(Store), "backups/om.sql"); err == nil || !strings.Contains(err.Error(), "unknown authority: name its CA in AWS_CA_BUNDLE") {
		t.Error(err)
	}
	bundle := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(bundle, ca.PEM(), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("AWS_CA_BUNDLE", bundle)
	if content, err := read(t.Context(), new(Store), "backups/om.sql"); err != nil || string(content) != "content" {
		t.Errorf("%q, %v", content, err)
	}
}

// TestRegion follows a bucket to the region that it is in.
func TestRegion(t *testing.T) {
	s := testserver.StartS3(t)
	s.Put(t, "backups", "om.sql", []byte("content"))
	var regions []string
	s.Instead = func(w http.ResponseWriter, r *http.Request) http.ResponseWriter {
		_, scope, _ := strings.Cut(r.Header.Get("Authorization"), "Credential=")
		region := strings.Split(scope, "/")[2]
		regions = append(regions, region)
		if region != "eu-west-3" {
			w.Header().Set("X-Amz-Bucket-Region", "eu-west-3")
			testserver.Refuse(w, http.StatusMovedPermanently, "PermanentRedirect")
			return nil
		}
		return w
	}
	store := new(Store)
	for range 2 {
		if content, err := read(t.Context(), store, "backups/om.sql"); err != nil || string(content) != "content" {
			t.Errorf("%q, %v", content, err)
		}
	}
	if !slices.Equal(regions, []string{"us-east-1", "eu-west-3", "eu-west-3"}) {
		t.Errorf("%q", regions)
	}
}
