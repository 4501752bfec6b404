package ignored

import "testing"

// Tests may ignore errors.
func TestVerify(t *testing.T) {
	var l Local
	_ = l.Verify(nil, "")
}
