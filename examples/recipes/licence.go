package recipes

import typeseal "github.com/typeseal/typeseal/runtime"

// Licence is the text that a customer pastes into our program. The shop signs it, and the
// program verifies it without a network.
//
//typeseal:sign salt=recipes.licence max-age=366d alg=ed25519 prefix=acme_licence_
type Licence struct {
	Holder string `json:"holder"`
	Seats  int    `json:"seats"`
}

// licenceKeys are the shop's public keys. Private keys cannot be computed from them.
var licenceKeys = "typeseal_pub_v1_HJ_6CeLGfdeUawtgTX3ogLjOyw_U2GsVjjPwyqP4kjcp2-Zw"

// OpenLicence verifies a licence for a machine. The shop signs with the same binding.
func OpenLicence(text, machine string) (Licence, error) {
	keys, err := typeseal.ParsePublicKeyring(licenceKeys)
	if err != nil {
		return Licence{}, err
	}
	var l Licence
	err = l.Verify(keys, text, typeseal.BoundTo("machine:"+machine), typeseal.Repair())
	return l, err
}
