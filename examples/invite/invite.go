package main

// Invite is the token of a link with which one person joins a team, once. It is sealed,
// so that the link shows neither the person nor the team. Peek reads it for the page, and
// Redeem uses it up.
//
//typeseal:seal salt=team.invite max-age=7d once
type Invite struct {
	Team    string `json:"team"`
	Inviter string `json:"inviter"`
	Address string `json:"address"`
	Role    string `json:"role"`
}
