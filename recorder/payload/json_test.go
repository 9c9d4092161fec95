package payload

import (
	"encoding/json"
	"math/big"
	"testing"
)

func TestSeconds(t *testing.T) {
	for _, c := range []struct {
		text string
		want int64 // -1: does not fit
	}{
		{"1795394768.858464", 1795394768_858464000},
		{"1795394768.8586824", 1795394768_858682400},
		{"1795394768", 1795394768_000000000},
		{"1795394768.0", 1795394768_000000000},
		{"1.795394768858464e9", 1795394768_858464000},
		{"1795394768858464E-6", 1795394768_858464000},
		{"0", 0}, {"0.0", 0}, {"0e999999999999", 0}, {"0.000e-5", 0},
		{"0.0000000004", 0}, {"0.0000000005", 1}, {"0.00000000149", 1},
		{"1e-9", 1}, {"5e-10", 1}, {"4e-10", 0}, {"9e-11", 0}, {"1e-999999999999", 0},
		{"0.9999999999", 1_000000000},
		{"9223372036.854775807", 9223372036_854775807},
		{"9223372036.8547758074", 9223372036_854775807},
		{"9223372036.8547758075", -1}, {"9223372036.854775808", -1},
		{"1e10", -1}, {"1e308", -1}, {"1e400", -1}, {"1e999999999999", -1}, {"99999999999999999999", -1},
		{"-1", -1}, {"-0.5", -1}, {`"1"`, -1}, {"null", -1}, {"true", -1}, {"{}", -1}, {"", -1},
	} {
		got, ok := Value(c.text).Seconds()
		if ok != (c.want >= 0) || ok && int64(got) != c.want {
			t.Errorf("%s: got %d %v, want %d", c.text, got, ok, c.want)
		}
	}
}

// FuzzSeconds compares with exact arithmetic.
func FuzzSeconds(f *testing.F) {
	for _, s := range []string{"1795394768.858464", "1e-9", "9223372036.8547758075", "0.00e5", "123e7"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if !json.Valid([]byte(s)) || len(s) > 40 {
			return
		}
		var n json.Number
		if json.Unmarshal([]byte(s), &n) != nil || n == "" || s[0] == '"' {
			return
		}
		v := Value(json.RawMessage(n))
		got, ok := v.Seconds()
		exact, parsed := new(big.Rat).SetString(string(v))
		if !parsed || v[0] == '-' {
			return // an exponent beyond what big.Rat takes
		}
		exact.Mul(exact, big.NewRat(1e9, 1))
		exact.Add(exact, big.NewRat(1, 2))
		want := new(big.Int).Quo(exact.Num(), exact.Denom())
		if ok != want.IsInt64() || ok && int64(got) != want.Int64() {
			t.Errorf("%s: got %d %v, want %s", v, got, ok, want)
		}
	})
}

// FuzzValue compares the walk over JSON text with encoding/json.
func FuzzValue(f *testing.F) {
	for _, s := range []string{`{"a": [1, {"b": "}\"\\"}, null ] , "c" :-1e5}`, `[]`, `{}`, `[ [ ] , { } ]`, `"\\"`, ` 1 `, "{\"\xff\":1}"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		v, err := Valid(body)
		if (err == nil) != json.Valid(body) {
			t.Fatalf("valid says %v", err)
		}
		if err == nil {
			walk(t, v)
		}
	})
}

func walk(t *testing.T, v Value) {
	switch {
	case v.IsObject():
		var want map[string]json.RawMessage
		if err := json.Unmarshal(v, &want); err != nil {
			t.Fatal(err)
		}
		got := map[string]Value{}
		_ = v.Members(func(key string, m Value) error { got[key] = m; return nil })
		if len(got) != len(want) {
			t.Fatalf("%s: %d members, want %d", v, len(got), len(want))
		}
		for key, m := range got {
			if string(want[key]) != string(m) {
				t.Fatalf("%s: member %q is %s, want %s", v, key, m, want[key])
			}
			walk(t, m)
		}
	case v.IsArray():
		var want []json.RawMessage
		if err := json.Unmarshal(v, &want); err != nil {
			t.Fatal(err)
		}
		n := 0
		_ = v.Elements(func(m Value) error {
			if n >= len(want) || string(want[n]) != string(m) {
				t.Fatalf("%s: element %d is %s", v, n, m)
			}
			n++
			walk(t, m)
			return nil
		})
		if n != len(want) {
			t.Fatalf("%s: %d elements, want %d", v, n, len(want))
		}
	case v.IsString():
		var want string
		if err := json.Unmarshal(v, &want); err != nil {
			t.Fatal(err)
		}
		if got, ok := v.Text(); !ok || got != want {
			t.Fatalf("%s is %q, want %q", v, got, want)
		}
	}
}
