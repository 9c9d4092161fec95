package forward

import (
	"context"
	"crypto/tls"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
)

const (
	nameDashboard = "dashboard"
	envDashboard  = "DAFT_DASHBOARD_URL"
)

// dashboardTimeout is how long Daft's own client waits for an answer.
const dashboardTimeout = 5 * time.Second

// dashboard returns the destination for what is meant for the user's dashboard,
// nil if there is none.
func (f *Forwarder) dashboard(env Lookup) *destination {
	base, _ := env(envDashboard)
	if base == "" {
		return nil
	}
	u, err := url.Parse(base)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		f.warn(fmt.Sprintf("%s is no http:// or https:// address, so that Daft could not report to it; nothing is forwarded there", envDashboard))
		return nil
	}
	if f.isSelf(u) {
		f.warn(fmt.Sprintf("%s is this recorder's own address; nothing is forwarded there", envDashboard))
		return nil
	}
	var trust *tls.Config
	if strings.Contains(base, "localhost") || strings.Contains(base, "127.0.0.1") {
		trust = &tls.Config{InsecureSkipVerify: true} // as Daft does for this machine
	}
	client := &http.Client{Transport: transport(proxyOf(env), trust, false)}
	return newDestination(nameDashboard, whereOf(u), func(ctx context.Context, r *Request) error {
		// The base is not cleaned: Daft puts the path behind it as it is.
		response, err := post(ctx, client, dashboardTimeout, base+r.Path, f.id, r, nil)
		if err == nil && response.StatusCode >= http.StatusBadRequest {
			err = answer(fmt.Sprintf("answered with %d %s", response.StatusCode, http.StatusText(response.StatusCode)))
		}
		return err
	})
}
