package measure

import "slices"

// A Spread is the result of several rounds: the best rounds, the median and the
// quartiles.
type Spread struct{ Best, Q1, Median, Q3 float64 }

// spread returns the zero Spread if there are no samples.
func spread(samples []float64) Spread {
	if len(samples) == 0 {
		return Spread{}
	}
	sorted := slices.Sorted(slices.Values(samples))
	return Spread{quantile(sorted, best), quantile(sorted, 0.25), quantile(sorted, 0.5), quantile(sorted, 0.75)}
}

// quantile interpolates between neighbors.
func quantile(sorted []float64, q float64) float64 {
	at := q * float64(len(sorted)-1)
	i := int(at)
	if i+1 == len(sorted) {
		return sorted[i]
	}
	return sorted[i] + (at-float64(i))*(sorted[i+1]-sorted[i])
}

// Quantile sorts samples and returns their q-quantile.
func Quantile(samples []float64, q float64) float64 {
	slices.Sort(samples)
	return quantile(samples, q)
}
