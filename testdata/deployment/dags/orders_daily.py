"""Copies the shop's orders into the warehouse, once a day."""

from datetime import datetime

from airflow import DAG
from airflow.operators.bash import BashOperator

with DAG(
    dag_id="orders_daily",
    schedule="30 1 * * *",
    start_date=datetime(2024, 1, 1),
    catchup=False,
) as dag:
    load_orders = BashOperator(
        task_id="load_orders",
        bash_command="/srv/etl/bin/load-orders --day {{ ds }}",
        inlets={"tables": ["shop_mysql.default.shop.orders"]},
        outlets={"tables": ["warehouse.ANALYTICS.SALES.ORDERS"]},
    )

    aggregate = BashOperator(
        task_id="aggregate",
        bash_command="/srv/etl/bin/daily-revenue --day {{ ds }}",
        inlets=[{"entity": "table", "fqn": "warehouse.ANALYTICS.SALES.ORDERS", "key": "revenue"}],
        outlets=[{"entity": "table", "fqn": "warehouse.ANALYTICS.SALES.DAILY_REVENUE", "key": "revenue"}],
    )

    load_orders >> aggregate
