sudo -u airflow metadata backup -d om
sudo -E env PATH="$PATH" metadata docker --start
env -i HOME=/tmp metadata insight -c insight.yaml
