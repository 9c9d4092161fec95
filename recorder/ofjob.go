package recorder

import "strings"

// jobPrefix begins the path, below the token, of a request whose address names
// a job: DAFT_DASHBOARD_URL=http://host:port/TOKEN/job/NAME.
const jobPrefix = "/job/"

// jobMost is how many bytes of a job's name count.
const jobMost = 200

// cutJob takes the name of a job from a path. It is "" where there is none.
func cutJob(path string) (job, rest string) {
	after, ok := strings.CutPrefix(path, jobPrefix)
	if !ok {
		return "", path
	}
	job, rest, ok = strings.Cut(after, "/")
	if !ok || job == "" {
		return "", path
	}
	return job[:min(len(job), jobMost)], "/" + rest
}

// ofJob is a message that came by the address of a job.
type ofJob struct {
	message
	job string
}

// plain returns m, or the message alone where there is no job.
func (m ofJob) plain() message {
	if m.job == "" {
		return m.message
	}
	return m
}

// jobOf returns the job of a message, "" if its address named none.
func jobOf(m message) string {
	if m, ok := m.(ofJob); ok {
		return m.job
	}
	return ""
}
