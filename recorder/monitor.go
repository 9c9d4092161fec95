package recorder

import "github.com/daft-analyze/daft-analyze/recorder/forward"

// envMonitor makes each of Daft's processes say every 200 ms, while it runs a
// query, how much memory it holds and how much of that its allocator has in
// use: the one thing of these that nobody outside can see, and all that is known
// of workers on other machines. It goes out with the metrics.
const envMonitor = "DAFT_PROCESS_MONITOR_ENABLED"

// wantsMonitor reports whether the recorder is to set envMonitor. What the user
// said stands, and the user's own metrics stay what they are.
func wantsMonitor(env environ) bool {
	_, said := env.get(envMonitor)
	return !said && forward.Metrics.Endpoint(env.get) == ""
}
