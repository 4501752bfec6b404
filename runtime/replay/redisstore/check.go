package redisstore

import (
	"context"
	"fmt"
	"strings"

	"github.com/redis/go-redis/v9"

	typeseal "github.com/typeseal/typeseal/runtime"
)

// check checks every server that accepts writes.
func (s *Store) check(ctx context.Context) error {
	switch client := s.client.(type) {
	case *redis.Client:
		if client != nil {
			return s.checkServer(ctx, client)
		}
	case *redis.ClusterClient:
		if client != nil {
			return client.ForEachMaster(ctx, s.checkServer)
		}
	}
	return fmt.Errorf("%w: redisstore requires a *redis.Client or a *redis.ClusterClient; this is a %T, or nil",
		typeseal.ErrConfig, s.client)
}

// checkServer reads a server's settings by INFO, since hosted servers often forbid
// CONFIG.
func (s *Store) checkServer(ctx context.Context, client *redis.Client) error {
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
	if policy := info["maxmemory_policy"]; policy != "noeviction" {
		return fmt.Errorf("%w: redisstore: maxmemory-policy is %q, so that used tokens work again "+
			"when memory runs out; set it to noeviction", typeseal.ErrConfig, policy)
	}
	if info["aof_enabled"] != "1" && !s.acceptLoss {
		return fmt.Errorf("%w: redisstore: appendonly is off, so that used tokens work again after a restart; "+
			"turn it on, or give the option redisstore.AcceptLoss", typeseal.ErrConfig)
	}
	return nil
}
