package main

// TeamInvite lets one person join a team, once. Peek only reads a token. Redeem
// also records in a store that the token is used.
//
//typeseal:seal salt=account.team-invite max-age=7d once
type TeamInvite struct {
	Team string `json:"team"`
}
