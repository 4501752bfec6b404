package main

//go:generate go tool typeseal

// Invite lets one person join a team, once. Peek reads the invitation, and Redeem
// uses it up.
//
//typeseal:seal salt=team.invite max-age=7d once
type Invite struct {
	Team string `json:"team"`
	Role string `json:"role"`
}
