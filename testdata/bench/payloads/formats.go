package payloads

// SessionDjango is Session as a token of django.core.signing, with the salt of
// its dumps and loads.
//
//typeseal:sign format=django salt=django.core.signing max-age=30m
type SessionDjango Session

// SessionHandoff is Session as an encrypted token of Ax_Handoff.
//
//typeseal:seal format=handoff max-age=unlimited
type SessionHandoff Session

// Grant has the fields of Session that handshake supports. An e-mail address is not among
// them.
//
//typeseal:sign format=handshake max-age=30m
type Grant struct {
	UserID int64  `json:"uid"`
	Tenant string `json:"tenant"`
	Role   string `json:"role"`
	Device string `json:"device"`
}

// AGrant is ASession's.
var AGrant = Grant{ASession.UserID, ASession.Tenant, ASession.Role, ASession.Device}
