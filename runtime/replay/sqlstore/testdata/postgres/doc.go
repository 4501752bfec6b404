// Package postgres tests sqlstore on a real PostgreSQL. It is a module of its
// own so that who imports sqlstore chooses the driver and its version.
package postgres
