package forward

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// isGRPC reports whether a request came by gRPC.
func isGRPC(r *Request) bool {
	return strings.HasPrefix(r.Header.Get("Content-Type"), "application/grpc")
}

// grpcAddress returns the address of the method at an endpoint, whose own path
// gRPC does not use. Any scheme but https is without TLS.
func grpcAddress(endpoint *url.URL, method string) string {
	scheme := "http"
	if endpoint.Scheme == "https" {
		scheme = "https"
	}
	return scheme + "://" + endpoint.Host + method
}

// sendGRPC sends the frames of a call as they came and checks its status, which
// comes behind the answer, or with it if that is empty.
func sendGRPC(ctx context.Context, client *http.Client, within time.Duration, address, id string, r *Request, headers http.Header) error {
	headers = headers.Clone()
	headers.Set("Te", "trailers")
	response, err := post(ctx, client, within, address, id, r, headers)
	if err != nil {
		return err
	}
	status, said := response.Trailer.Get("Grpc-Status"), response.Trailer.Get("Grpc-Message")
	if status == "" {
		status, said = response.Header.Get("Grpc-Status"), response.Header.Get("Grpc-Message")
	}
	switch {
	case status == "0":
		return nil
	case response.StatusCode != http.StatusOK:
		return answer(fmt.Sprintf("answered with %d %s", response.StatusCode, http.StatusText(response.StatusCode)))
	case status == "":
		return answer("answered without a gRPC status")
	}
	return answer(strings.TrimSpace("answered with gRPC status " + status + " " + oneLine(said)))
}

// oneLine returns a short text of strangers as a part of one line.
func oneLine(text string) string {
	if s, err := url.PathUnescape(text); err == nil { // as gRPC encodes it
		text = s
	}
	text = strings.Join(strings.Fields(strings.Map(printable, text)), " ")
	if r := []rune(text); len(r) > 80 {
		text = string(r[:80])
	}
	return text
}

func printable(r rune) rune {
	if r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 {
		return ' '
	}
	return r
}
