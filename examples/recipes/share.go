package recipes

import (
	"context"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/web"
)

// Share is the token of a link that shows a document to everybody who has it. The document
// is not in it, but in a row of the table of links, which the owner can delete.
//
//typeseal:sign salt=recipes.share max-age=90d
type Share struct {
	Link     int64  `json:"link"` // the id of the row
	Document string `typeseal:"state"`
}

// OpenShare returns an opener of links. find returns the document of a row, and whether
// there is a row.
func OpenShare(
	keys *typeseal.Keyring, find func(ctx context.Context, link int64) (document string, found bool, err error),
) web.Opener[Share] {
	return web.VerifyState(keys, func(ctx context.Context, s *Share) error {
		document, found, err := find(ctx, s.Link)
		if err == nil && !found {
			return typeseal.ErrStale
		}
		s.Document = document
		return err
	})
}

// WithdrawInvite ends the link of one invitation, whose token the team has kept: it uses the
// token up before the guest does.
func WithdrawInvite(ctx context.Context, keys *typeseal.Keyring, store typeseal.Store, token string) error {
	return new(Invite).Redeem(ctx, keys, store, token)
}
