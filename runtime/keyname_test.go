package typeseal

import (
	"errors"
	"strings"
	"testing"
)

// TestMayHoldKey: what clouds say about a failure is shown, and parts of keys are not.
func TestMayHoldKey(t *testing.T) {
	for _, text := range []string{
		"operation error Secrets Manager: GetSecretValue, https response error StatusCode: 400, RequestID: " +
			"5d0d2b5c-4a1e-4f0c-9c55-3c2a0e9f7b11, api error AccessDeniedException: User: arn:aws:sts::111122223333:" +
			"assumed-role/shop/i-0123456789abcdef0 is not authorized to perform: secretsmanager:GetSecretValue",
		"ResourceNotFoundException: Secrets Manager can't find the specified secret.",
		"rpc error: code  PermissionDenied desc  Permission 'secretmanager.versions.access' denied on resource",
		"googleapi: Error 404: Secret [projects/111122223333/secrets/typeseal-keys] not found", "vault: 403 Forbidden",
		"dial tcp 10.0.0.1:8200: connect: connection refused", "/etc/shop/typeseal.keys", "SHOP_KEYS",
		"ShopSigningKeys",
	} {
		if mayHoldKey(text) {
			t.Errorf("%q is not shown", text)
		}
	}
	for range 1000 {
		key := GenerateKey()
		body := key[len("typeseal_key_v1_"):]
		for what, text := range map[string]string{
			"a key": key, "a key without its prefix": body, "the front": body[:32], "the end": body[16:],
			"among words": "bad answer: " + body[8:40] + " is not JSON",
		} {
			if !mayHoldKey(text) {
				t.Errorf("%s is shown: %s", what, text)
			}
		}
	}
}

// TestLongReason: a long text is cut, between two characters.
func TestLongReason(t *testing.T) {
	for _, word := range []string{"denied ", "refusé ", "否 "} {
		text := (&sourceError{errors.New(strings.Repeat(word, 100))}).Error()
		if len(text) > 400 || !strings.HasSuffix(text, "...") || strings.ToValidUTF8(text, "?") != text {
			t.Errorf("%d bytes: %q", len(text), text)
		}
	}
}
