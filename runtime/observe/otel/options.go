package otel

import (
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"

	"github.com/typeseal/typeseal/runtime/observe"
	"github.com/typeseal/typeseal/runtime/observe/internal/series"
)

// The attributes. Only failures have an errorType.
const (
	salt       = attribute.Key("typeseal.salt")
	operation  = attribute.Key("typeseal.operation")
	errorType  = attribute.Key("error.type")
	keyID      = attribute.Key("typeseal.key.id")
	keyPrimary = attribute.Key("typeseal.key.primary")
	keyState   = attribute.Key("typeseal.key.state")
	ringName   = attribute.Key("typeseal.ring.name")
)

// options are the attributes of a series, made once, since that allocates.
type options struct {
	all, salt []metric.AddOption
	age       []metric.RecordOption
}

func optionsOf(s series.Series) options {
	all := []attribute.KeyValue{salt.String(s.Salt), operation.String(string(s.Op))}
	if s.OK {
		all = append(all, keyID.String(s.Key()), keyPrimary.Bool(s.Primary))
	} else {
		all = append(all, errorType.String(s.Result))
	}
	ofSalt := with(salt.String(s.Salt))
	return options{
		all: []metric.AddOption{with(all...)}, salt: []metric.AddOption{ofSalt}, age: []metric.RecordOption{ofSalt},
	}
}

func with(attributes ...attribute.KeyValue) metric.MeasurementOption {
	return metric.WithAttributeSet(attribute.NewSet(attributes...))
}

// loadOptions returns the attributes of a load. They are made anew, since loads are rare.
func loadOptions(e observe.Event) []metric.AddOption {
	if e.Reason == nil {
		return nil
	}
	return []metric.AddOption{with(errorType.String(e.Result()))}
}
