package payloads

// ASession and the other variables are the payloads that are measured.
var (
	AReset = Reset{UserID: 200, Email: "ana@example.com"}

	ASession = Session{
		UserID:  1234567890,
		Email:   "ana.maria@example.com",
		Tenant:  "acme-logistics",
		Role:    "editor",
		Device:  "7QmX2c9LpRt4vWz0",
		Tier:    3,
		Trusted: true,
	}

	AHandoff = Handoff{
		Order:    "SO-2026-1122-000417",
		Customer: "C-5589213",
		Email:    "ana.maria@example.com",
		Currency: "EUR",
		Cents:    184_370,
		Items: []Item{
			{"TX-4410-BLK", "Trekking pack, 45 litres, black", 1, 16_900},
			{"TX-0072-GRN", "Down sleeping bag, minus five degrees", 2, 24_950},
			{"FD-1190", "Freeze-dried meal, lentils and rice, box of twelve", 4, 5_940},
			{"ST-3321-TI", "Titanium stove with piezo ignition", 1, 8_990},
			{"MP-0815", "Topographic map 1:25 000, northern sheet", 3, 1_490},
			{"LT-2204", "Head torch, 400 lumens, rechargeable", 2, 6_400},
			{"BT-7001-44", "Mountain boots, welted, size 44", 1, 27_950},
			{"RN-0018-L", "Rain shell, three layers, large, slate", 1, 18_900},
			{"WF-2201", "Water filter, hollow fibre, 0.1 micron", 2, 3_990},
			{"PL-5512", "Walking poles, carbon, pair", 2, 7_450},
		},
		Notes: map[string]string{
			"carrier":   "overnight, signature required on delivery",
			"deliver":   "weekdays between eight and noon, never on a Friday",
			"gate":      "ring twice; the dog is friendly",
			"greeting":  "Happy birthday, and mind the crevasses!",
			"invoice":   "send to accounting@example.com",
			"packing":   "no plastic, please",
			"reference": "PO 77-1204, cost centre 4711",
			"returns":   "within thirty days, in the same box",
			"voucher":   "AUTUMN-26-7H2K9",
		},
	}
)
