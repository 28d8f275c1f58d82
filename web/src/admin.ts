import { mount } from 'svelte';
import Admin from './Admin.svelte';
import './styles/main.scss';

const target = document.getElementById('app');
if (target) mount(Admin, { target });
