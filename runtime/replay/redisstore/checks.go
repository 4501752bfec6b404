package redisstore

import (
	"context"
	"fmt"
	"strings"

	"github.com/redis/go-redis/v9"

	typeseal "github.com/typeseal/typeseal/runtime"
)

// checks is what New wants of a server.
type checks struct {
	acceptLoss bool
}

// each checks every server that may be written to.
func (c *checks) each(ctx context.Context, client redis.UniversalClient) error {
	switch client := client.(type) {
	case *redis.Client:
		if client != nil {
			return c.one(ctx, client)
		}
	case *redis.ClusterClient:
		if client != nil {
			return client.ForEachMaster(ctx, c.one)
		}
	}
	return fmt.Errorf("%w: redisstore requires a *redis.Client or a *redis.ClusterClient; this is a %T, or nil",
		typeseal.ErrConfig, client)
}

// one checks a server by INFO, which hosted servers allow where they forbid
// CONFIG.
func (c *checks) one(ctx context.Context, client *redis.Client) error {
	info := make(map[string]string)
	for _, section := range []string{"memory", "persistence"} {
		text, err := client.Info(ctx, section).Result()
		if err != nil {
			return fmt.Errorf("redisstore: INFO %s: %w", section, err)
		}
		for line := range strings.Lines(text) {
			name, value, _ := strings.Cut(strings.TrimSpace(line), ":")
			info[name] = value
		}
	}
	return c.judge(info)
}

func (c *checks) judge(info map[string]string) error {
	if policy := info["maxmemory_policy"]; policy != "noeviction" {
		return fmt.Errorf("%w: maxmemory-policy is %q: when memory runs out Redis would drop used tokens, "+
			"which then work again; set it to noeviction", typeseal.ErrConfig, policy)
	}
	if on := info["aof_enabled"]; on != "1" && !c.acceptLoss {
		return fmt.Errorf("%w: appendonly is off: after a restart used tokens would work again; "+
			"turn it on, or give redisstore.AcceptLoss", typeseal.ErrConfig)
	}
	return nil
}
