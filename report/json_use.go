package report

import "github.com/daft-analyze/daft-analyze/analyze"

type useJSON struct {
	Samples    int64         `json:"samples"`
	PeakRSS    *int64        `json:"peak_rss_bytes"`
	PeakShared *int64        `json:"peak_shared_bytes"`
	PeakAt     *int64        `json:"peak_ns"`
	CPU        *int64        `json:"cpu_ns"`
	Cores      *float64      `json:"cores"`
	Roles      []roleJSON    `json:"roles"`
	Processes  []processJSON `json:"processes"`
}

type roleJSON struct {
	Role      string `json:"role"`
	Processes int    `json:"processes"`
	PeakRSS   *int64 `json:"peak_rss_bytes"`
	RSSAtPeak *int64 `json:"rss_at_peak_bytes"`
	CPU       *int64 `json:"cpu_ns"`
}

type processJSON struct {
	PID       *int64  `json:"pid"`
	Parent    *int64  `json:"ppid"`
	Role      string  `json:"role"`
	Name      *string `json:"name"`
	First     *int64  `json:"first_ns"`
	Last      *int64  `json:"last_ns"`
	CPU       *int64  `json:"cpu_ns"`
	PeakRSS   *int64  `json:"peak_rss_bytes"`
	IORead    *int64  `json:"io_read_bytes"`
	IOWritten *int64  `json:"io_written_bytes"`
	Threads   *int64  `json:"threads"`
	OpenFiles *int64  `json:"open_files"`
}

func useJSONOf(u *analyze.Use) *useJSON {
	if u == nil {
		return nil
	}
	doc := &useJSON{Samples: u.Samples, PeakRSS: number(u.PeakRSS), PeakShared: number(u.PeakShared), PeakAt: moment(u.PeakAt),
		CPU: number(u.CPU), Cores: ratio(u.Cores), Roles: []roleJSON{}, Processes: []processJSON{}}
	for _, r := range u.Roles {
		doc.Roles = append(doc.Roles, roleJSON{r.Role, r.Processes, number(r.PeakRSS), number(r.RSSAtPeak), number(r.CPU)})
	}
	for _, p := range u.Processes {
		doc.Processes = append(doc.Processes, processJSON{number(p.PID), number(p.Parent), p.Role, text(p.Name), moment(p.First), moment(p.Last),
			number(p.CPU), number(p.PeakRSS), number(p.IORead), number(p.Written), number(p.Threads), number(p.Files)})
	}
	return doc
}
