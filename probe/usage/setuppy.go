package usage

import "github.com/omlint/omlint/probe/usage/python"

// requires are the arguments of setuptools.setup that list requirements
// (https://setuptools.pypa.io/en/latest/references/keywords.html).
var requires = map[string]bool{"install_requires": true, "setup_requires": true, "tests_require": true, "extras_require": true}

// environmentOf files what a call installs: the session of a nox file, or the
// environment that Airflow makes for a task (PythonVirtualenvOperator).
func (m *module) environmentOf(e *python.Expr) {
	if e.X.Form == python.Attribute && (e.X.Name == "install" || e.X.Name == "conda_install") {
		for _, t := range m.positional(e, 0) {
			m.require(t)
		}
	}
	list := e.Argument("requirements", -1)
	if list == nil {
		return
	}
	m.node(list, 0).walk(func(_ []string, n *node) bool {
		for _, line := range linesOf(n.scalar) {
			m.require(line)
		}
		return true
	})
	for _, version := range m.texts(e.Argument("python_version", -1), 0) {
		m.runsOn(version, [2]int{m.code.start(e.From), m.code.end(e.To)})
	}
}

// setup files the packages that a call of setup in a setup.py requires.
func (m *module) setup(e *python.Expr) {
	if m.name != "setup.py" || e.X.Form != python.Ident && e.X.Form != python.Attribute || e.X.Name != "setup" {
		return
	}
	for _, i := range e.Items {
		if requires[i.Name] {
			m.node(i.Value, 0).walk(func(_ []string, n *node) bool {
				if n.kind == isScalar {
					m.require(n.scalar)
				}
				return true
			})
		}
	}
}
