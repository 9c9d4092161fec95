package main

import "os"

func inForeground(*os.File) bool { return true }

func catchSuspend() (suspend <-chan os.Signal, stop func()) { return nil, func() {} }

func suspendSelf() {}
