package replaytest

import (
	"testing"
	"time"
)

// The faulty stores of these tests fail at once, so that short times are enough.
func init() { leaveTime, waitBackground, patience = time.Second, 3*time.Second, 10*time.Second }

func TestGoodStore(t *testing.T) {
	t.Parallel()
	Run(t, func(*testing.T) Subject { return newServer(time.Now).subject(good) })
}

func TestSkipsWhatTheSubjectCannotDo(t *testing.T) {
	t.Parallel()
	Run(t, func(*testing.T) Subject { return Subject{Store: newServer(time.Now)} })
}
