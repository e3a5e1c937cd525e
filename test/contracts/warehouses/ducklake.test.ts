import { warehouseContract } from './contract.ts';
import { duckLake } from './ducklake.ts';

warehouseContract(duckLake);
