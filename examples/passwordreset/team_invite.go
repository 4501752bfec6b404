package main

// TeamInvite lets one person join a team, once: Peek looks at it, and Redeem uses
// it up, in a store.
//
//typeseal:seal salt=account.team-invite max-age=7d once
type TeamInvite struct {
	Team string `json:"team"`
}
