python -m metadata backup -u om
python3.11 -W ignore -m metadata restore --input x.sql
/opt/venv/bin/python -m metadata docker --stop
python -m metadata_tools backup
python metadata.py backup
