package usage

import "testing"

// FuzzNames holds the words of every form of names to what they promise: that
// they rule out no name that the form matches.
func FuzzNames(f *testing.F) {
	forms := []nameForm{
		crontabNames, dockerfileNames, dotenvNames, historyNames, jenkinsNames, makefileNames, requirementsNames, tomlNames,
		shellNames, unitNames, helmTemplate,
	}
	for _, name := range []string{
		"crontab", "my.cron", "crons.txt", "Dockerfile", "dockerfile.dev", "x.Containerfile", ".env", "om.env.sample", "env.list", "environment",
		".bash_history", "history", "Jenkinsfile.prod", "x.groovy", "x.gvy", "GNUmakefile", "x.mk", "x.mak", "x.make", "Justfile", ".justfile",
		"REQUIREMENTS-dev.TXT", "constraints.pip", "pyproject.toml", "Pipfile", "uv.lock", "pixi.toml", "pylock.a.toml",
		"x.sh", "x.bash", "x.bats", "x.ksh", "x.zsh", ".bashrc", ".bash_profile", ".profile", ".zshrc", ".kshrc", ".envrc",
		"x.service", "x.container", "x.pod", "x.timer", "x.socket", "a.yaml.tpl", "a.yml.j2", "_helpers.tpl", "a.yaml.erb",
	} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		for _, n := range forms {
			if n.form.MatchString(name) != n.MatchString(name) {
				t.Errorf("%q: %s says %v, its words say otherwise", name, n.form, n.form.MatchString(name))
			}
		}
	})
}
