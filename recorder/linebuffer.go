package recorder

const (
	envUnbuffered = "PYTHONUNBUFFERED"
	envLines      = "DAFT_ANALYZE_LINES" // read by sitecustomize.py
)

// environ returns env with what makes Python print each line when it ends, as
// it does on a terminal, instead of 8 KiB at a time: else times of lines mean
// nothing, and the last ones of a job that is killed are lost. sitecustomize.py
// does it for the processes whose standard output is our pipe, which costs
// next to nothing. PYTHONUNBUFFERED, where there is none, has each piece of a print written
// for itself, which takes twice the time. What the user set stays.
func (l *outlets) environ(env []string, o Options) []string {
	if _, set := environ(env).get(envUnbuffered); set || l.stdout == nil {
		return env
	}
	given := environ(env)
	if id := pipeID(l.stdout); id != "" && !o.NoInject {
		given.set(envLines, id)
	} else {
		given.set(envUnbuffered, "1")
	}
	return given
}
