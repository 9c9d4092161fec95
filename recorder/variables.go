package recorder

// Variables returns what the environment of a job must hold, as NAME=VALUE, so
// that it reports to the URL of a recorder. On Ray the nodes of the cluster, or
// the job's runtime_env, need all but the URL too.
func Variables(url string) []string {
	return []string{envURL + "=" + url, envTaskEvents + "=1"}
}
