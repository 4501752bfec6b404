package main

//go:generate go tool typeseal

// Invite lets one person join a team, once. There is no Verify: Peek shows the
// invitation, Redeem spends it.
//
//typeseal:seal salt=team.invite max-age=7d once
type Invite struct {
	Team string `json:"team"`
	Role string `json:"role"`
}
