package recipes

import typeseal "github.com/typeseal/typeseal/runtime"

// License is the text that a customer pastes into our program. The shop signs it, and the
// program verifies it without a network.
//
//typeseal:sign salt=recipes.license max-age=366d alg=ed25519 prefix=acme_license_
type License struct {
	Holder string `json:"holder"`
	Seats  int    `json:"seats"`
}

// licenseKeys are the shop's public keys. Private keys cannot be computed from them.
var licenseKeys = "typeseal_pub_v1_HJ_6CeLGfdeUawtgTX3ogLjOyw_U2GsVjjPwyqP4kjcp2-Zw"

// OpenLicense verifies a license for a machine. The shop signs with the same binding.
func OpenLicense(text, machine string) (License, error) {
	keys, err := typeseal.ParsePublicKeyring(licenseKeys)
	if err != nil {
		return License{}, err
	}
	var l License
	err = l.Verify(keys, text, typeseal.BoundTo("machine:"+machine), typeseal.Repair())
	return l, err
}
