import { mount } from 'svelte';
import Board from './Board.svelte';
import './styles/main.scss';

const target = document.getElementById('app');
if (target) mount(Board, { target });
