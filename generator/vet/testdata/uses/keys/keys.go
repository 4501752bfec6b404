// Package keys does not use typeseal, but has a key.
package keys

// want +4 `a key is in the source`

/*
The key of production, not to be lost:
typeseal_sec_v1_ykPlQ4ngg9z8JNMRZyVjVQmXrYm1A0pTnqxWlbE2SsUuhd7o
*/

// want +3 `a key is in the source, so everyone who has the program can create tokens; read it with typeseal.Watch`

const ring = `
primary typeseal_key_v1_V1hvWjyPIW9GuJrqR8ZeKzTtNq0yDc2bLmsXaUfEwQ7i3kH5
`

const (
	example = "typeseal_key_v1_..."
	prefix  = "typeseal_key_v1_"
	letters = "typeseal_key_v1_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
	public  = "typeseal_pub_v1_V1hvWjyPIW9GuJrqR8ZeKzTtNq0yDc2bLmsXaUfEwQ7i3kH5"
)
