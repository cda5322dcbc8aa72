//go:build unix

package usage

import (
	"errors"
	"io"
	"syscall"
)

// source is a file that is read once. To the runtime's poller, which os.Open
// offers it to, files are of no use: for a small one that is most of the work.
type source int

func open(path string) (source, error) {
	fd, err := again(func() (int, error) { return syscall.Open(path, syscall.O_RDONLY|syscall.O_CLOEXEC, 0) })
	return source(fd), err
}

func (s source) Read(p []byte) (int, error) {
	n, err := again(func() (int, error) { return syscall.Read(int(s), p) })
	if err == nil && n == 0 && len(p) > 0 {
		err = io.EOF
	}
	return max(n, 0), err
}

func (s source) Close() error { return syscall.Close(int(s)) }

// again repeats a call that a signal interrupts.
func again(call func() (int, error)) (n int, err error) {
	for {
		if n, err = call(); !errors.Is(err, syscall.EINTR) {
			return n, err
		}
	}
}
