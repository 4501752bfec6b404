package main

import (
	"runtime/debug"
	"strings"

	"github.com/typeseal/typeseal/testdata/measure"
)

// machine returns a table of the hardware and software of the measurement.
func machine() string {
	var peers []measure.Version
	for _, m := range modules() {
		peers = append(peers, measure.Version{Name: m.Path, Version: m.Version})
	}
	return measure.Machine(peers)
}

// modules returns the peers, which are the direct requirements of this module.
func modules() (list []*debug.Module) {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return nil
	}
	for _, m := range info.Deps {
		if strings.Contains(requirements, m.Path+" ") {
			list = append(list, m)
		}
	}
	return list
}

// requirements names the peers' modules.
const requirements = "aidanwoods.dev/go-paseto github.com/cristalhq/jwt/v5 github.com/fernet/fernet-go " +
	"github.com/go-jose/go-jose/v4 github.com/golang-jwt/jwt/v5 github.com/gorilla/securecookie " +
	"github.com/kataras/jwt github.com/lestrrat-go/jwx/v3 github.com/tink-crypto/tink-go/v2 "
