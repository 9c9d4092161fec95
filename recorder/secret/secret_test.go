package secret

import (
	"slices"
	"strings"
	"testing"
)

func TestMaskLine(t *testing.T) {
	for _, c := range []struct{ line, want string }{
		{"python job.py --password hunter2 --rows 5", "python job.py --password *** --rows 5"},
		{"python job.py --password=hunter2", "python job.py --password=***"},
		{"python job.py --db-password 'a b' x", "python job.py --db-password *** x"},
		{"python job.py --token -v", "python job.py --token -v"},
		{"python job.py -pw x", "python job.py -pw ***"},
		{"AWS_SECRET_ACCESS_KEY=abc AWS_ACCESS_KEY_ID=def python job.py", "AWS_SECRET_ACCESS_KEY=*** AWS_ACCESS_KEY_ID=*** python job.py"},
		{"awsAccessKeyId=abc AWSAccessKeyId=abc openaiApiKey=x", "awsAccessKeyId=*** AWSAccessKeyId=*** openaiApiKey=***"},
		{`{"password": "a b", "rows": 5}`, `{"password": ***, "rows": 5}`},
		{`python -c "api_key='abc'; run()"`, `python -c "api_key=***; run()"`},
		{"curl -H 'Authorization: Bearer abc.def' x", "curl -H 'Authorization: ***' x"},
		{"key=abc", "key=***"},
		{"--source=key=abc", "--source=key=***"},
		{"a AKIAABCDEFGHIJKLMNOP b", "a *** b"},
		{"ghp_0123456789abcdefghijABCD", "***"},
		{"postgres://me:pa@ss@host/db", "postgres://me:***@host/db"},
		{"redis://:pass@host", "redis://***@host"},
		{"https://token@github.com/x", "https://***@github.com/x"},
		{"https://b.s3.com/x?X-Amz-Signature=abc&X-Amz-Date=1", "https://b.s3.com/x?X-Amz-Signature=***&X-Amz-Date=1"},

		{"python jobs/tpch.py native", "python jobs/tpch.py native"},
		{"job --max-tokens 512 --tokenizer bert --author=me", "job --max-tokens 512 --tokenizer bert --author=me"},
		{"job --sort-key name --partition-key=day --keys a,b", "job --sort-key name --partition-key=day --keys a,b"},
		{"abfss://container@account.dfs.core.windows.net/x", "abfss://container@account.dfs.core.windows.net/x"},
		{"", ""},
	} {
		if got := MaskLine(c.line); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.line, got, c.want)
		}
	}
}

func TestMaskArguments(t *testing.T) {
	given := []string{"sh", "-c", "job --secret x", "--api-key", "a b c", "--token", "--verbose", "-", "--password"}
	want := []string{"sh", "-c", "job --secret ***", "--api-key", "***", "--token", "--verbose", "-", "--password"}
	if got := MaskArguments(given); !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if given[4] != "a b c" {
		t.Error("the arguments were changed")
	}
}

func TestMaskURL(t *testing.T) {
	for _, c := range []struct{ url, want string }{
		{"s3://bucket/key=17/token=5/x.parquet", "s3://bucket/key=17/token=5/x.parquet"},
		{"https://me:pw@host/key=1?sig=abc&x=1", "https://me:***@host/key=1?sig=***&x=1"},
		{"file:///data/a.parquet", "file:///data/a.parquet"},
	} {
		if got := MaskURL(c.url); got != c.want {
			t.Errorf("%s: got %s, want %s", c.url, got, c.want)
		}
	}
}

// FuzzMaskLine: a secret that was planted under a secret's name never survives.
func FuzzMaskLine(f *testing.F) {
	f.Add("python job.py --x 1", "--y=2")
	f.Add("a: 'b", `c" d`)
	f.Fuzz(func(t *testing.T, before, after string) {
		const planted = "hunter2hunter2"
		if strings.Contains(before+after, planted) {
			return
		}
		args := MaskArguments([]string{before, "--password", planted, after, "--token=" + planted})
		if strings.Contains(strings.Join(args, "\n"), planted) {
			t.Errorf("%q", args)
		}
	})
}
