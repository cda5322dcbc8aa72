package bench

import (
	"testing"

	"github.com/omlint/omlint/internal/testserver"
)

func TestMain(m *testing.M) { testserver.Main(m) }
