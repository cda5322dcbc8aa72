// Package bucket reads the objects of S3, and of stores that speak its
// protocol (MinIO, Ceph, R2), as the files of an [fs.FS].
//
// Where the store is and who asks is found as the aws command line finds it:
// AWS_ENDPOINT_URL_S3, AWS_REGION, AWS_PROFILE and the files in ~/.aws, keys in
// the environment, single sign-on, the roles of a pod, a container or a machine.
package bucket

import (
	"context"
	"errors"
	"io/fs"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials/processcreds"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go/logging"
)

// Scheme begins the URLs of objects: s3://BUCKET/KEY.
const Scheme = "s3://"

// Store is one account's view of the objects. It connects when it is first
// used, and may be used from several goroutines.
type Store struct {
	Timeout time.Duration // bounds every single request, and every wait for more of an object; 0 for DefaultTimeout

	connected sync.Mutex
	client    *s3.Client
	regions   sync.Map // the region of each bucket that is not in the client's
}

// DefaultTimeout is the Store.Timeout of those that have none.
const DefaultTimeout = 30 * time.Second

func (s *Store) timeout() time.Duration {
	if s.Timeout > 0 {
		return s.Timeout
	}
	return DefaultTimeout
}

// connect finds out who asks and where the store is.
func (s *Store) connect(ctx context.Context) (*s3.Client, error) {
	s.connected.Lock()
	defer s.connected.Unlock()
	if s.client != nil {
		return s.client, nil
	}
	ctx, cancel := context.WithTimeout(ctx, s.timeout())
	defer cancel()
	transport := awshttp.NewBuildableClient().
		WithDialerOptions(func(d *net.Dialer) { d.Timeout = s.timeout() }).
		WithTransportOptions(func(t *http.Transport) { t.TLSHandshakeTimeout = s.timeout() })
	cfg, err := config.LoadDefaultConfig(ctx,
		config.WithHTTPClient(transport), config.WithLogger(logging.Nop{}),
		config.WithDefaultRegion("us-east-1"), // as aws s3 does; a bucket elsewhere says where it is
		config.WithRequestChecksumCalculation(aws.RequestChecksumCalculationWhenRequired),
		config.WithResponseChecksumValidation(aws.ResponseChecksumValidationWhenRequired)) // object compares it, over every cut
	if err != nil {
		return nil, &Trouble{why: "the configuration of AWS cannot be used: " + s.words(err), err: err}
	}
	if cfg.Credentials == nil {
		return nil, &Trouble{why: noLogin, err: fs.ErrPermission}
	}
	if _, err := cfg.Credentials.Retrieve(ctx); errors.As(err, new(*processcreds.ProviderError)) {
		// Its words may hold what the process printed.
		return nil, &Trouble{why: "the credential_process of the AWS profile gives no credentials: run it by hand to see why", err: fs.ErrPermission}
	} else if err != nil {
		return nil, &Trouble{why: noLogin + " (" + s.words(err) + ")", err: fs.ErrPermission}
	}
	s.client = s3.NewFromConfig(cfg, func(o *s3.Options) {
		// As the aws command line: a server of one's own has no name for each bucket.
		o.UsePathStyle = o.BaseEndpoint != nil
	})
	return s.client, nil
}

// ask sends a request, a second time to the region that the bucket is in where
// that is another one.
func (s *Store) ask(ctx context.Context, bucket string, send func(*s3.Client, func(*s3.Options)) error) error {
	client, err := s.connect(ctx)
	if err != nil {
		return err
	}
	region, known := s.regions.Load(bucket)
	elsewhere := func(o *s3.Options) {
		if known {
			o.Region = region.(string)
		}
	}
	err = send(client, elsewhere)
	var answer *awshttp.ResponseError
	if known || !errors.As(err, &answer) || answer.HTTPResponse() == nil {
		return err
	}
	named := answer.HTTPResponse().Header.Get("X-Amz-Bucket-Region")
	if named == "" || named == client.Options().Region {
		return err
	}
	s.regions.Store(bucket, named)
	region, known = named, true
	return send(client, elsewhere)
}
