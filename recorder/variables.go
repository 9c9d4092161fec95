package recorder

// Variables returns what the environment of a job must hold, as NAME=VALUE, so
// that it reports to the URL of a recorder with these options. On Ray the nodes of
// the cluster, or the job's runtime_env, need all but DAFT_DASHBOARD_URL too. All
// that uses OpenTelemetry in the job will export to the recorder, unless it is told
// otherwise; with Options.NoOTLP nothing does.
func Variables(url string, o Options) []string {
	list := []string{envURL + "=" + url, envTaskEvents + "=1"}
	if !o.NoOTLP {
		list = append(list, exporterVariables(url, o.Spans)...)
	}
	return list
}
