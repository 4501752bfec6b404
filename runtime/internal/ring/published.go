package ring

import (
	"crypto/ed25519"
	"encoding/hex"
	"slices"
	"strings"
	"sync"

	"github.com/typeseal/typeseal/runtime/internal/suite"
)

// publishedText lists keys that look random but are printed in well-known
// documents. Keys made by counting, as most documents have them, are not
// listed: function counted finds them.
const publishedText = `
	RFC 8032, section 7.1, tests 1, 2, 3, 1024 and SHA(abc); test 1 is that of RFC 8037 too
	9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60
	4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb
	c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7
	f5e5767cf153319517630f226876b86c8160cc583bc013744c6bf255f5cc0ee5
	833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42
	RFC 8032, section 7.2
	0305334e381af78f141cb666f6199f57bc3495335a256a95bd2a55bf546663f6
	PASETO's test vectors, v2.public and v4.public
	b4cbfb43df4ce210727d953e4a713307fa19bb7d9f85041438d9e11b942a3774
	NIST SP 800-38A, AES-256
	603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4
	The specification of Fernet
	730ff4c7af3d46923e8ed451ee813c87f790b0a226bc96a92de49b5e9c05e1ee
`

// published returns the keys of publishedText, each also as the Ed25519 public
// key of that seed.
var published = sync.OnceValue(func() (keys [][suite.KeySize]byte) {
	for line := range strings.Lines(publishedText) {
		key, err := hex.DecodeString(strings.TrimSpace(line))
		if err != nil || len(key) != suite.KeySize {
			continue // the name of a document
		}
		public := ed25519.NewKeyFromSeed(key)[suite.KeySize:]
		keys = append(keys, [suite.KeySize]byte(key), [suite.KeySize]byte(public))
	}
	return keys
})

// isPublished reports whether a root key, seed or public key is published. The
// list is short, so a search through all of it costs little when a ring is read.
func isPublished(key [suite.KeySize]byte) bool { return slices.Contains(published(), key) }
