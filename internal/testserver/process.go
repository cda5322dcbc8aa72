package testserver

import (
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"syscall"
	"time"
)

// unprivileged is the user that servers run as when the tests run as root: every server here refuses root.
const unprivileged = "nobody"

// process is a program that was started and will be waited for.
type process struct {
	cmd    *exec.Cmd
	exited chan struct{} // closed once err is set
	err    error
}

// spawn starts a program in its working directory, as the unprivileged user if we are root. The kernel sends it
// the last signal when this process dies, however that happens.
func spawn(cmd *exec.Cmd, dir string, last syscall.Signal) (*process, error) {
	cmd.Dir = dir
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "TMPDIR=" + dir, "LC_ALL=C", "TZ=UTC"}
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: last, Setpgid: true}
	if os.Geteuid() == 0 {
		nobody, err := account()
		if err != nil {
			return nil, err
		}
		cmd.SysProcAttr.Credential = nobody
	}

	started := make(chan error)
	forks() <- func() { started <- cmd.Start() }
	if err := <-started; err != nil {
		return nil, fmt.Errorf("start %s: %w", filepath.Base(cmd.Path), err)
	}
	p := &process{cmd: cmd, exited: make(chan struct{})}
	go func() {
		p.err = cmd.Wait()
		close(p.exited)
	}()
	return p, nil
}

// forks runs functions on one thread that lives as long as this process: to the kernel, a child's parent is the
// thread that made it, and other threads may end early.
var forks = sync.OnceValue(func() chan<- func() {
	work := make(chan func())
	go func() {
		runtime.LockOSThread()
		for f := range work {
			f()
		}
	}()
	return work
})

func (p *process) wait() error {
	<-p.exited
	return p.err
}

// stop sends a signal and waits. A process that is still there after stopTimeout is killed, which is an error.
func (p *process) stop(signal syscall.Signal) error {
	_ = p.cmd.Process.Signal(signal) // it may have exited by itself
	select {
	case <-p.exited:
		return nil
	case <-time.After(stopTimeout):
		_ = p.cmd.Process.Kill()
		<-p.exited
		return fmt.Errorf("%s did not stop within %v of %v and was killed", filepath.Base(p.cmd.Path), stopTimeout, signal)
	}
}

// account returns the unprivileged user's ids.
func account() (*syscall.Credential, error) {
	u, err := user.Lookup(unprivileged)
	if err != nil {
		return nil, fmt.Errorf("servers refuse to run as root: %w", err)
	}
	uid, err := strconv.ParseUint(u.Uid, 10, 32)
	if err != nil {
		return nil, fmt.Errorf("user %s: %w", unprivileged, err)
	}
	gid, err := strconv.ParseUint(u.Gid, 10, 32)
	if err != nil {
		return nil, fmt.Errorf("user %s: %w", unprivileged, err)
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
}
